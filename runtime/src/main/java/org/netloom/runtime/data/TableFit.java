package org.netloom.runtime.data;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import org.netloom.runtime.data.Preprocessing.Column;
import org.netloom.runtime.data.Preprocessing.Kind;
import org.netloom.runtime.data.Preprocessing.Target;
import org.netloom.runtime.exception.NetworkException;

/** What becomes of a table's columns, by the rows that are for training alone. */
final class TableFit {
    private final Table table;
    private final int[] rows;
    private final boolean scaled;
    private final boolean scaledTargets;

    /**
     * A table.
     *
     * @param rows those that are for training
     * @param scaled whether numeric inputs are standardized
     * @param scaledTargets whether numbers that are targets are
     */
    TableFit(Table table, int[] rows, boolean scaled, boolean scaledTargets) {
        this.table = table;
        this.rows = rows;
        this.scaled = scaled;
        this.scaledTargets = scaledTargets;
    }

    /** The classes of a table, in order: numbers by their value, else words by their letters. */
    static List<String> classNames(Table table) {
        List<Table.Cells> targets = table.targets();
        if (targets.size() != 1 || targets.get(0).isNumeric()) {
            return List.of();
        }
        List<String> names = new ArrayList<>(targets.get(0).dictionary());
        boolean numbers = names.stream().noneMatch(name -> Double.isNaN(Table.number(name, '.')));
        names.sort(numbers ? Comparator.comparingDouble(Double::parseDouble) : Comparator.naturalOrder());
        return names;
    }

    /** All that there is to know. Class names are those of all rows, since they are no input. */
    Preprocessing fit() {
        List<Column> columns = new ArrayList<>();
        for (String name : table.file().names()) {
            boolean target =
                    table.targets().stream().anyMatch(cells -> cells.name().equals(name));
            if (!target) {
                columns.add(table.inputs().stream()
                        .filter(cells -> cells.name().equals(name))
                        .findFirst()
                        .map(this::fit)
                        .orElse(Column.ignored(name)));
            }
        }
        return Preprocessing.none()
                .withColumns(columns)
                .withClassNames(classNames(table))
                .withTargets(table.targets().stream()
                        .filter(Table.Cells::isNumeric)
                        .map(this::target)
                        .toList());
    }

    private Column fit(Table.Cells cells) {
        if (!cells.isNumeric()) {
            SortedSet<String> categories = new TreeSet<>();
            for (int row : rows) {
                if (!cells.isMissing(row)) {
                    categories.add(cells.dictionary().get(cells.code(row)));
                }
            }
            requireSome(cells, categories.size());
            return Column.categorical(cells.name(), List.copyOf(categories));
        }
        double mean = mean(cells);
        return scaled
                ? Column.numeric(cells.name(), mean, mean, deviation(cells, mean))
                : Column.numeric(cells.name(), mean, 0, 1);
    }

    private Target target(Table.Cells cells) {
        double mean = scaledTargets ? mean(cells) : 0;
        return new Target(cells.name(), mean, scaledTargets ? deviation(cells, mean) : 1);
    }

    private double mean(Table.Cells cells) {
        double mean = 0;
        int count = 0;
        for (int row : rows) {
            if (!cells.isMissing(row)) {
                count++;
                // Not a sum and a quotient: the sum of large numbers may be more than a double holds.
                mean += (cells.number(row) - mean) / count;
            }
        }
        requireSome(cells, count);
        return mean;
    }

    /** Of the population, as in scikit-learn's StandardScaler; 1 of a column that is all one number. */
    private double deviation(Table.Cells cells, double mean) {
        double squares = 0;
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        int count = 0;
        for (int row : rows) {
            if (!cells.isMissing(row)) {
                double number = cells.number(row);
                least = Math.min(least, number);
                most = Math.max(most, number);
                squares += (number - mean) * (number - mean);
                count++;
            }
        }
        double deviation = Math.sqrt(squares / Math.max(1, count));
        return most > least && deviation > 0 && Double.isFinite(deviation) ? deviation : 1;
    }

    private void requireSome(Table.Cells cells, int count) {
        if (count == 0) {
            throw new NetworkException(String.format(
                    Locale.ROOT,
                    "%s: column '%s' has no values in the %d rows that are for training; ignore=%s leaves it out",
                    table.file().path(),
                    Table.shown(cells.name()),
                    rows.length,
                    Table.shown(DataOptions.encoded(cells.name()))));
        }
    }

    /** Says what is missing, and what other files or parts have that the training part has not. */
    static List<String> remarks(Table table, Preprocessing preprocessing) {
        List<String> missing = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        List<Column> columns = preprocessing.columns().stream()
                .filter(column -> column.kind() != Kind.IGNORED)
                .toList();
        for (int i = 0; i < columns.size(); i++) {
            Table.Cells cells = table.inputs().get(i);
            int count = 0;
            for (int row = 0; row < table.rows(); row++) {
                count += cells.isMissing(row) ? 1 : 0;
            }
            if (count > 0) {
                missing.add(String.format(Locale.ROOT, "%s (%d)", cells.name(), count));
            }
            if (!cells.isNumeric()) {
                for (String word : cells.dictionary()) {
                    if (!columns.get(i).categories().contains(word)) {
                        unknown.add("'%s' of %s".formatted(word, cells.name()));
                    }
                }
            }
        }
        List<String> remarks = new ArrayList<>();
        if (!missing.isEmpty()) {
            remarks.add(
                    "%s: values are missing in the columns %s; a missing number counts as its column's mean, a missing word as no category"
                            .formatted(table.name(), Table.shown(missing)));
        }
        if (!unknown.isEmpty()) {
            remarks.add("%s: the training part does not have %s; such a word counts as no category"
                    .formatted(table.name(), Table.shown(unknown)));
        }
        return remarks;
    }
}
