package org.netloom.compiler.internal.text;

/**
 * Text from files and from elsewhere as a terminal or a log may have it. What would move a terminal's cursor, color what
 * follows, turn text around or begin a line of its own is shown as its escape, {@code \}{@code u001b}; and nothing is
 * longer than a person reads.
 */
public final class Printable {
    /** A message of more characters is cut. */
    public static final int LONGEST = 1_500;

    /** Longer than every word and name that a person writes; paths have separators. */
    private static final int LONGEST_WORD = 120;

    private static final int LONGEST_PATH = 600;
    /** What is kept of the end of a word: where a path or a number says most. */
    private static final int TAIL = 30;

    private Printable() {}

    /** The text with escapes for what is not shown as itself, a line end included. */
    public static String escaped(String text) {
        if (text.codePoints().allMatch(Printable::isShown)) {
            return text;
        }
        StringBuilder shown = new StringBuilder();
        text.codePoints().forEach(c -> append(shown, c));
        return shown.toString();
    }

    /** The text as one line of a message: escaped, a word that is too long cut in its middle, and the whole at its end. */
    public static String message(String text) {
        // What is left out in the end need not be looked at.
        boolean cut = text.length() > 8 * LONGEST;
        String beginning =
                cut ? text.substring(0, 4 * LONGEST) + "…" + text.substring(text.length() - 2 * LONGEST) : text;
        String shown = escaped(words(beginning));
        return shown.length() <= LONGEST ? shown : shown.substring(0, boundary(shown, LONGEST - 1)) + "…";
    }

    /** A text of several lines, each as {@link #message} has it. */
    public static String lines(String text) {
        if (text.indexOf('\n') < 0) {
            return message(text);
        }
        StringBuilder shown = new StringBuilder();
        text.lines().forEach(line -> shown.append(shown.isEmpty() ? "" : "\n").append(message(line)));
        return shown.toString();
    }

    private static String words(String text) {
        StringBuilder whole = new StringBuilder();
        int from = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || text.charAt(i) == ' ') {
                String word = text.substring(from, i);
                boolean path = word.indexOf('/') >= 0 || word.indexOf('\\') >= 0;
                whole.append(shortened(word, path ? LONGEST_PATH : LONGEST_WORD));
                whole.append(i < text.length() ? " " : "");
                from = i + 1;
            }
        }
        return whole.toString();
    }

    private static String shortened(String word, int longest) {
        if (word.length() <= longest) {
            return word;
        }
        return word.substring(0, boundary(word, longest - TAIL - 1))
                + "…"
                + word.substring(boundary(word, word.length() - TAIL));
    }

    /** Not between the two halves of a character. */
    private static int boundary(String text, int at) {
        return at > 0 && at < text.length() && Character.isLowSurrogate(text.charAt(at)) ? at - 1 : at;
    }

    private static boolean isShown(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }

    private static void append(StringBuilder shown, int c) {
        if (isShown(c)) {
            shown.appendCodePoint(c);
        } else if (c > Character.MAX_VALUE) {
            shown.append("\\u{").append(Integer.toHexString(c)).append('}');
        } else {
            shown.append("\\u").append(Integer.toHexString(0x10000 + c).substring(1));
        }
    }
}
