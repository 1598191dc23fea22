package org.netloom.compiler.internal.explain;

import java.util.Locale;
import java.util.stream.Collectors;

/** Text that fits a terminal. */
public final class Lines {
    /** What stands for the middle of a text; ASCII, which every terminal shows. */
    private static final String MIDDLE = "..";

    private Lines() {}

    /** The text, or its beginning and its end with two points between: {@code block12..conv2}. */
    public static String shorten(String text, int width) {
        if (text.length() <= width) {
            return text;
        }
        if (width <= MIDDLE.length()) {
            return MIDDLE.substring(0, Math.max(0, width));
        }
        int kept = width - MIDDLE.length();
        int end = kept / 2;
        return text.substring(0, kept - end) + MIDDLE + text.substring(text.length() - end);
    }

    /** The text, or its beginning with two points behind: {@code conv(64, 7, ..}. */
    public static String cut(String text, int width) {
        if (text.length() <= width) {
            return text;
        }
        return text.substring(0, Math.max(0, width - MIDDLE.length()))
                + MIDDLE.substring(0, Math.min(MIDDLE.length(), Math.max(0, width)));
    }

    /**
     * Lines of words that are no longer than a terminal is wide; a word that alone is longer is cut.
     *
     * @param text lines, each broken by itself; the spaces that it begins with stay
     * @param width how many characters a line may have; 0 for any number, which leaves the text as it is
     * @param hanging how many spaces continued lines begin with
     */
    public static String wrap(String text, int width, int hanging) {
        if (width <= 0) {
            return text;
        }
        String wrapped =
                text.lines().map(line -> wrapLine(line, width, hanging)).collect(Collectors.joining("\n"));
        return text.endsWith("\n") ? wrapped + "\n" : wrapped;
    }

    private static String wrapLine(String line, int width, int hanging) {
        if (line.length() <= width) {
            return line;
        }
        String indent = " ".repeat(Math.min(hanging, width / 2));
        StringBuilder lines = new StringBuilder();
        String rest = line;
        while (rest.length() > width) {
            int first = 0;
            while (first < width && rest.charAt(first) == ' ') {
                first++;
            }
            int space = rest.lastIndexOf(' ', width);
            int cut = space > first ? space : width;
            lines.append(rest.substring(0, cut).stripTrailing()).append('\n');
            rest = indent + rest.substring(cut).strip();
        }
        return lines + rest;
    }

    /** Four digits of a number in at most nine characters, however large or small it is: 0.0123, 1.235, 1235, 1.2e-05. */
    public static String number(double value) {
        double size = Math.abs(value);
        String format = size == 0 || !Double.isFinite(value)
                ? "%.0f"
                : size < 1e-3 || size >= 1e6 ? "%.1e" : size < 1 ? "%.4f" : size < 1000 ? "%.3f" : "%.0f";
        return String.format(Locale.ROOT, format, value);
    }

    /** A count with its digits in groups where these are few, {@code 44,652}, and in short elsewhere: {@code 25.6 M}. */
    public static String count(long number) {
        String[] units = {"", " k", " M", " G", " T", " P", " E"};
        if (number < 100_000) {
            return String.format(Locale.ROOT, "%,d", number);
        }
        double scaled = number;
        int unit = 0;
        while (scaled >= 999.5) {
            scaled /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, scaled < 99.95 ? "%.1f%s" : "%.0f%s", scaled, units[unit]);
    }
}
