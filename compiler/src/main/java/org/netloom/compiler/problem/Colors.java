package org.netloom.compiler.problem;

/** The colors of {@link ProblemRenderer}, which follow those of other compilers. */
enum Colors {
    NONE,
    ANSI;

    private static final String RESET = "\u001B[0m";
    private static final String BOLD = "\u001B[1m";
    private static final String RED = "\u001B[1;31m";
    private static final String YELLOW = "\u001B[1;33m";
    private static final String CYAN = "\u001B[1;36m";
    private static final String BLUE = "\u001B[34m";

    String place(String text) {
        return paint(BOLD, text);
    }

    String message(String text) {
        return paint(BOLD, text);
    }

    String margin(String text) {
        return paint(BLUE, text);
    }

    String label(String text) {
        return paint(BLUE, text);
    }

    String severity(Severity severity, String text) {
        return switch (severity) {
            case ERROR -> paint(RED, text);
            case WARNING -> paint(YELLOW, text);
            case NOTE -> paint(CYAN, text);
        };
    }

    private String paint(String color, String text) {
        return this == NONE ? text : color + text + RESET;
    }
}
