package org.netloom.cli;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.netloom.compiler.internal.explain.Lines;
import org.netloom.compiler.internal.text.Printable;
import org.netloom.runtime.data.Preprocessing;
import org.netloom.runtime.describe.DataDescription;
import org.netloom.runtime.describe.DataPart;
import org.netloom.runtime.describe.Range;

/** The page of {@code data}: a few tables, and what looks wrong. */
final class DataText {
    /** More classes are only counted. */
    private static final int MOST_CLASSES = 40;

    private static final int LONGEST_BAR = 30;
    private static final int LONGEST_NAME = 24;

    private final DataDescription description;
    private final int width;
    private final StringBuilder page = new StringBuilder();

    DataText(DataDescription description, int width) {
        this.description = description;
        this.width = width;
    }

    String page() {
        String shape = description.shape().stream().map(String::valueOf).collect(Collectors.joining("x"));
        line(
                "%s  inputs of %s%s",
                Printable.message(description.name()), shape, description.tokens() > 0 ? " tokens" : "");
        parts();
        columns();
        classes();
        targets();
        findings();
        return page.toString();
    }

    private void parts() {
        line("");
        line("  %-12s %10s %12s %12s %12s %12s", "part", "examples", "least", "mean", "deviation", "greatest");
        for (DataPart part : description.parts()) {
            row("%-12s %10s".formatted(part.name(), count(part.examples())), part.values());
            for (int c = 0; c < part.channels().size(); c++) {
                row(
                        "%-12s %10s".formatted("  channel " + c, ""),
                        part.channels().get(c));
            }
        }
    }

    private void row(String head, Range range) {
        line(
                "  %s %12s %12s %12s %12s",
                head, number(range.least()), number(range.mean()), number(range.deviation()), number(range.greatest()));
    }

    private void columns() {
        List<Preprocessing.Column> columns = description.columns();
        if (columns.isEmpty()) {
            return;
        }
        int name = columns.stream()
                .mapToInt(column -> Math.min(LONGEST_NAME, column.name().length()))
                .max()
                .orElse(0);
        line("");
        line("  %-" + Math.max(6, name) + "s   %s", "column", "what becomes of it");
        for (Preprocessing.Column column : columns) {
            line("  %-" + Math.max(6, name) + "s   %s", shown(column.name()), fate(column));
        }
    }

    private static String fate(Preprocessing.Column column) {
        return switch (column.kind()) {
            case NUMERIC ->
                "a number, less %s, divided by %s; %s where it is missing"
                        .formatted(number(column.mean()), number(column.deviation()), number(column.missing()));
            case CATEGORICAL ->
                "%s inputs, one for each of %s"
                        .formatted(
                                count(column.categories().size()),
                                Printable.message(String.join(", ", column.categories())));
            case IGNORED -> "no input";
        };
    }

    private void classes() {
        List<String> names = description.classNames();
        if (names.isEmpty()) {
            return;
        }
        line("");
        if (names.size() > MOST_CLASSES) {
            line("  %s classes; --json has the number of examples of each", count(names.size()));
            return;
        }
        int longest = names.stream()
                .mapToInt(name -> Math.min(LONGEST_NAME, name.length()))
                .max()
                .orElse(0);
        String head = "  %-" + Math.max(5, longest) + "s";
        line(
                head + "%s",
                "class",
                description.parts().stream()
                        .map(part -> text(" %12s", part.name()))
                        .collect(Collectors.joining()));
        long most = description.parts().get(0).classes().stream()
                .mapToLong(Long::longValue)
                .max()
                .orElse(0);
        for (int k = 0; k < names.size(); k++) {
            int row = k;
            long here = description.parts().get(0).classes().get(k);
            String bar = most == 0 ? "" : "=".repeat((int) Math.round((double) LONGEST_BAR * here / most));
            line(
                    head + "%s  %s",
                    shown(names.get(k)),
                    description.parts().stream()
                            .map(part -> text(" %12s", count(part.classes().get(row))))
                            .collect(Collectors.joining()),
                    bar);
        }
        DataPart test = description.parts().get(description.parts().size() - 1);
        if (test.labels() > 0) {
            long frequent =
                    test.classes().stream().mapToLong(Long::longValue).max().orElse(0);
            line("");
            line(
                    "  Who always says the most frequent class is right in %s of the test part.",
                    Numbers.percent((double) frequent / test.labels()));
        }
    }

    private void targets() {
        List<String> names = description.targetNames();
        if (names.isEmpty()) {
            return;
        }
        int longest = Math.max(
                6,
                names.stream()
                        .mapToInt(name -> Math.min(LONGEST_NAME, name.length()))
                        .max()
                        .orElse(0));
        line("");
        line(
                "  %-" + longest + "s %-12s %12s %12s %12s %12s",
                "target",
                "part",
                "least",
                "mean",
                "deviation",
                "greatest");
        for (int j = 0; j < names.size(); j++) {
            for (DataPart part : description.parts()) {
                row(
                        text("%-" + longest + "s %-12s", shown(names.get(j)), part.name()),
                        part.targets().get(j));
            }
        }
    }

    private void findings() {
        line("");
        if (description.findings().isEmpty()) {
            line("Nothing looks wrong.");
            return;
        }
        line("What looks wrong:");
        for (String finding : description.findings()) {
            page.append(Lines.wrap("  - " + Printable.message(finding), width, 4)
                            .stripTrailing())
                    .append('\n');
        }
    }

    private static String shown(String name) {
        String printable = Printable.message(name);
        return printable.length() > LONGEST_NAME ? printable.substring(0, LONGEST_NAME - 1) + "~" : printable;
    }

    private static String count(long number) {
        return text("%,d", number);
    }

    private static String number(double value) {
        return text("%.5g", value);
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    private void line(String format, Object... values) {
        page.append(text(format, values).stripTrailing()).append('\n');
    }
}
