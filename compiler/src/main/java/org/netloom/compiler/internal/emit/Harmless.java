package org.netloom.compiler.internal.emit;

/** Text of {@code .net} files, and their names, as comments and strings of generated code can hold them. */
final class Harmless {
    private static final int LONGEST = 160;

    private Harmless() {}

    /**
     * The text without what would end a comment, be a Unicode escape, or begin a line of its own for Java or for JavaPoet;
     * a long one is cut.
     */
    static String line(String text) {
        String shown = text.replaceAll("[\\p{Cntrl}\\p{Zl}\\p{Zp}\\p{Cf}\\p{Cs}\u0085\\\\]", "?")
                .replace("*/", "*?");
        if (shown.length() <= LONGEST) {
            return shown;
        }
        int end = Character.isLowSurrogate(shown.charAt(LONGEST - 1)) ? LONGEST - 2 : LONGEST - 1;
        return shown.substring(0, end) + "…";
    }

    /** A documentation comment, whose lines stay lines. */
    static String doc(String text) {
        return text.replace("\\u", "&#92;u")
                .replace("*/", "*&#47;")
                .replaceAll("\\R", "\n")
                .replace("\r", "");
    }
}
