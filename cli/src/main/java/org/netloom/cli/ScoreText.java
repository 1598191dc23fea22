package org.netloom.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.netloom.compiler.internal.explain.TextTable;
import org.netloom.compiler.internal.explain.TextTable.Column;
import org.netloom.compiler.internal.text.Printable;
import org.netloom.runtime.data.Dataset;
import org.netloom.runtime.metric.Score;
import org.netloom.runtime.train.Evaluation;

/** What metrics say, for a person: the main ones in a line, and those of each class or number in a table. */
final class ScoreText {
    /** A longer table says less than its mean; {@code --json} has all. */
    private static final int LONGEST = 20;

    private static final Set<String> OF_NUMBERS = Set.of("rmse", "mae", "r2");

    private ScoreText() {}

    /** {@code accuracy 98.76 %}; of numbers {@code rmse 0.2134, mae 0.1021, r2 0.9310}. */
    static String summary(Evaluation test, boolean sequence) {
        return test.scores().stream()
                .filter(score -> score.equals(test.main())
                        || OF_NUMBERS.contains(score.name())
                        || (sequence && score.name().equals("perplexity")))
                .map(score -> score.name() + " " + Numbers.score(score.name(), score.value()))
                .collect(Collectors.joining(", "));
    }

    /** A row for each class, label or number, below an empty line; nothing where there is one alone, or very many. */
    static String table(Evaluation test, Dataset data, int width) {
        List<Score> columns = test.scores().stream()
                .filter(score -> !score.parts().isEmpty() && !score.name().equals("confusion"))
                .toList();
        int rows = columns.isEmpty() ? 0 : columns.get(0).parts().size();
        if (rows < 2 || rows > LONGEST) {
            return "";
        }
        Optional<Score> confusion = test.score("confusion");
        boolean classes = data.targets() == 0;
        List<String> names = classes ? data.classNames() : data.targetNames();
        Column[] kinds = new Column[columns.size() + (confusion.isPresent() ? 2 : 1)];
        Arrays.fill(kinds, Column.NUMBER);
        kinds[0] = Column.NAME;
        TextTable table = new TextTable(kinds);
        List<String> head = new ArrayList<>(List.of(classes ? "class" : "target"));
        confusion.ifPresent(score -> head.add("examples"));
        columns.forEach(score -> head.add(score.name()));
        table.row(head.toArray(String[]::new));
        for (int k = 0; k < rows; k++) {
            int row = k;
            List<String> cells = new ArrayList<>();
            cells.add(k < names.size() ? Printable.message(names.get(k)) : String.valueOf(k));
            confusion.ifPresent(score -> cells.add(String.format(Locale.ROOT, "%,d", examples(score, row))));
            columns.forEach(
                    score -> cells.add(Numbers.score(score.name(), score.parts().get(row))));
            table.row(cells.toArray(String[]::new));
        }
        List<String> means = new ArrayList<>(List.of("mean"));
        confusion.ifPresent(score -> means.add(""));
        columns.forEach(score -> means.add(Numbers.score(score.name(), score.value())));
        table.rule().row(means.toArray(String[]::new));
        return "\n\n" + table.text(width).stripTrailing();
    }

    private static long examples(Score confusion, int row) {
        int classes = (int) Math.round(Math.sqrt(confusion.parts().size()));
        return (long) confusion.parts().subList(row * classes, (row + 1) * classes).stream()
                .mapToDouble(Double::doubleValue)
                .sum();
    }
}
