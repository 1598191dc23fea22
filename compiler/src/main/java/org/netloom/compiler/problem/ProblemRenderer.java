package org.netloom.compiler.problem;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.netloom.compiler.internal.text.Printable;
import org.netloom.compiler.source.Span;

/**
 * Shows problems to people.
 *
 * <pre>
 * lenet.net:4:11: error[shape.window-too-large]: a 5x5 kernel does not fit the 4x4 input
 *   4 |   conv(32,5) bn sigmoid
 *     |           ^
 *   input: 16x4x4, after 1x28x28 -&gt; 6x12x12 -&gt; 16x4x4
 *   help: pad=2 keeps 4x4
 * </pre>
 *
 * <p>A line that is longer than a screen is shown from near the mistake to near its end, a message that nobody would read
 * to its end is cut, and what a terminal would obey is {@linkplain Printable shown}. Lines end with LF everywhere.
 */
public final class ProblemRenderer {
    private static final int TAB = 4;
    private static final int WIDEST_LINE = 120;
    private static final int BEFORE_MISTAKE = 40;
    private static final int MOST_RELATED = 8;

    private final Colors colors;

    private ProblemRenderer(Colors colors) {
        this.colors = colors;
    }

    /** Without any escape sequence, for files, tests and pipes. */
    public static ProblemRenderer plain() {
        return new ProblemRenderer(Colors.NONE);
    }

    /** With ANSI colors, for terminals. */
    public static ProblemRenderer colored() {
        return new ProblemRenderer(Colors.ANSI);
    }

    /** All of them, with an empty line between two; ends with a line end, unless there are none. */
    public String render(List<Problem> problems) {
        return problems.stream().map(this::render).collect(Collectors.joining("\n"));
    }

    /** One problem on several lines, the last one ended, too. */
    public String render(Problem problem) {
        StringBuilder text = new StringBuilder();
        text.append(colors.place(place(problem.span())))
                .append(": ")
                .append(colors.severity(problem.severity(), "%s[%s]".formatted(word(problem.severity()), problem.id())))
                .append(": ")
                .append(colors.message(Printable.message(problem.message())))
                .append('\n');
        source(text, problem.span(), '^', problem.severity());
        if (problem.trail() != null) {
            label(text, "input", problem.trail());
        }
        for (Problem.Related related :
                problem.related().stream().limit(MOST_RELATED).toList()) {
            label(text, "see " + place(related.span()), related.message());
            source(text, related.span(), '-', Severity.NOTE);
        }
        if (problem.related().size() > MOST_RELATED) {
            label(
                    text,
                    "see",
                    String.format(
                            Locale.ROOT, "%d more places", problem.related().size() - MOST_RELATED));
        }
        if (problem.help() != null) {
            label(text, "help", problem.help());
        }
        return text.toString();
    }

    /**
     * One line for tools, in the form that compilers have: {@code lenet.net:4:11: error: a 5x5 kernel does not fit the
     * 4x4 input (help: pad=2 keeps 4x4) [shape.window-too-large]}.
     */
    public static String line(Problem problem) {
        return "%s: %s: %s".formatted(place(problem.span()), word(problem.severity()), sentence(problem));
    }

    /** What {@link #line} says, without the place and the severity: the message, the way out, and the id. */
    public static String sentence(Problem problem) {
        String help = problem.help() == null ? "" : " (help: " + Printable.message(problem.help()) + ")";
        return "%s%s [%s]".formatted(Printable.message(problem.message()), help, problem.id());
    }

    /** {@code lenet.net:4:11}, whatever a file is called. */
    private static String place(Span span) {
        return Printable.message(span.position());
    }

    private static String word(Severity severity) {
        return switch (severity) {
            case ERROR -> "error";
            case WARNING -> "warning";
            case NOTE -> "note";
        };
    }

    private void label(StringBuilder text, String name, String words) {
        text.append("  ")
                .append(colors.label(name + ":"))
                .append(' ')
                .append(Printable.message(words))
                .append('\n');
    }

    /** The line of a span and the marks under it; nothing where the file is empty. */
    private void source(StringBuilder text, Span span, char mark, Severity severity) {
        String line = span.file().lineText(span.line());
        if (line.isEmpty()) {
            return;
        }
        int start = span.file().charColumn(span.start());
        int end = Math.min(start + span.end() - span.start(), line.length());
        Excerpt excerpt = Excerpt.of(line, Math.min(start, line.length()), end);
        String number = Integer.toString(span.line());
        String margin = " ".repeat(number.length());
        String marks = " ".repeat(excerpt.before()) + String.valueOf(mark).repeat(Math.max(1, excerpt.width()));
        text.append("  ").append(colors.margin(number + " |")).append(' ').append(excerpt.text());
        text.append('\n');
        text.append("  ").append(colors.margin(margin + " |")).append(' ').append(colors.severity(severity, marks));
        text.append('\n');
    }

    /**
     * A line as it is shown.
     *
     * @param before how many columns of a terminal come before the mistake
     * @param width how many it takes
     */
    private record Excerpt(String text, int before, int width) {
        static Excerpt of(String line, int start, int end) {
            boolean cutsBefore = line.length() > WIDEST_LINE && start > BEFORE_MISTAKE;
            int from = cutsBefore ? boundary(line, start - BEFORE_MISTAKE) : 0;
            boolean cutsBehind = line.length() - from > WIDEST_LINE;
            int to = cutsBehind ? boundary(line, from + WIDEST_LINE) : line.length();
            String first = (cutsBefore ? "…" : "") + show(line.substring(from, start));
            String middle = show(line.substring(start, Math.max(start, Math.min(end, to))));
            String rest = show(line.substring(Math.max(start, Math.min(end, to)), to)) + (cutsBehind ? "…" : "");
            return new Excerpt(first + middle + rest, columns(first), columns(middle));
        }

        /** Not between the two halves of a character. */
        private static int boundary(String line, int at) {
            return Character.isLowSurrogate(line.charAt(at)) ? at - 1 : at;
        }

        /** Tabs become spaces, and what would move a terminal's cursor or turn its text around is an escape. */
        private static String show(String text) {
            return Printable.escaped(text.replace("\t", " ".repeat(TAB)));
        }

        private static int columns(String text) {
            return text.codePoints().map(TerminalWidth::of).sum();
        }
    }
}
