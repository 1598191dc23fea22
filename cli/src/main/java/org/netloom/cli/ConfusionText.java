package org.netloom.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.netloom.compiler.internal.explain.TextTable;
import org.netloom.compiler.internal.explain.TextTable.Column;
import org.netloom.compiler.internal.text.Printable;
import org.netloom.runtime.data.Dataset;
import org.netloom.runtime.metric.Score;
import org.netloom.runtime.train.Evaluation;

/** How often a class was taken for which, for a person: a row for each class, a column for each that was said. */
final class ConfusionText {
    /** More columns do not fit a terminal; {@code eval --picture} shows them. */
    private static final int MOST = 20;

    private ConfusionText() {}

    /** The table; nothing where there are very many classes, or none. */
    static String table(Evaluation test, Dataset data, int width) {
        Optional<Score> confusion = test.score("confusion");
        int classes = confusion
                .map(score -> (int) Math.round(Math.sqrt(score.parts().size())))
                .orElse(0);
        if (classes < 2 || classes > MOST) {
            return "";
        }
        Column[] kinds = new Column[classes + 1];
        Arrays.fill(kinds, Column.NUMBER);
        kinds[0] = Column.NAME;
        TextTable table = new TextTable(kinds);
        List<String> head = new ArrayList<>(List.of("is, said"));
        for (int k = 0; k < classes; k++) {
            head.add(name(data, k));
        }
        table.row(head.toArray(String[]::new));
        for (int k = 0; k < classes; k++) {
            List<String> row = new ArrayList<>(List.of(name(data, k)));
            for (double count : confusion.get().parts().subList(k * classes, (k + 1) * classes)) {
                row.add(String.format(Locale.ROOT, "%,d", (long) count));
            }
            table.row(row.toArray(String[]::new));
        }
        return table.text(width).stripTrailing();
    }

    private static String name(Dataset data, int k) {
        return k < data.classNames().size()
                ? Printable.message(data.classNames().get(k))
                : String.valueOf(k);
    }
}
