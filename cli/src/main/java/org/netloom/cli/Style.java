package org.netloom.cli;

/** The few colors in use. */
record Style(boolean colored) {
    String bold(String text) {
        return of("1", text);
    }

    String dim(String text) {
        return of("2", text);
    }

    String accent(String text) {
        return of("36", text);
    }

    private String of(String code, String text) {
        return colored ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
