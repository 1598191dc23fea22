package org.netloom.runtime.data;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
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
        List<Table.Cells> inputs = table.inputs();
        List<Table.Cells> numbers =
                table.targets().stream().filter(Table.Cells::isNumeric).toList();
        List<Moments> moments = moments(inputs);
        List<SortedSet<String>> categories = categories(inputs);
        List<Column> columns = new ArrayList<>();
        for (String name : table.source().names()) {
            boolean target =
                    table.targets().stream().anyMatch(cells -> cells.name().equals(name));
            if (target) {
                continue;
            }
            Column column = Column.ignored(name);
            for (int i = 0; i < inputs.size(); i++) {
                if (inputs.get(i).name().equals(name)) {
                    column = column(inputs.get(i), moments.get(i), categories.get(i));
                }
            }
            columns.add(column);
        }
        List<Moments> ofTargets = scaledTargets ? moments(numbers) : List.of();
        List<Target> targets = new ArrayList<>();
        for (int i = 0; i < numbers.size(); i++) {
            targets.add(
                    scaledTargets
                            ? new Target(
                                    numbers.get(i).name(),
                                    ofTargets.get(i).mean,
                                    ofTargets.get(i).deviation())
                            : new Target(numbers.get(i).name(), 0, 1));
        }
        return Preprocessing.none()
                .withColumns(columns)
                .withClassNames(classNames(table))
                .withTargets(targets);
    }

    private Column column(Table.Cells cells, Moments moments, SortedSet<String> categories) {
        if (!cells.isNumeric()) {
            requireSome(cells, categories.size());
            return Column.categorical(cells.name(), List.copyOf(categories));
        }
        requireSome(cells, moments.count);
        return scaled
                ? Column.numeric(cells.name(), moments.mean, moments.mean, moments.deviation())
                : Column.numeric(cells.name(), moments.mean, 0, 1);
    }

    /** What is known of a column of numbers. */
    private static final class Moments {
        private double mean;
        private int count;
        private double squares;
        private double least = Double.POSITIVE_INFINITY;
        private double most = Double.NEGATIVE_INFINITY;

        void addToMean(double number) {
            count++;
            // Not a sum and a quotient: the sum of large numbers may be more than a double holds.
            mean += (number - mean) / count;
        }

        void addToSquares(double number) {
            least = Math.min(least, number);
            most = Math.max(most, number);
            squares += (number - mean) * (number - mean);
        }

        /** Of the population, as in scikit-learn's StandardScaler; 1 of a column that is all one number. */
        double deviation() {
            double deviation = Math.sqrt(squares / Math.max(1, count));
            return most > least && deviation > 0 && Double.isFinite(deviation) ? deviation : 1;
        }
    }

    /** All columns at once, row after row, since a large table lies in a file so; nothing of columns of words. */
    private List<Moments> moments(List<Table.Cells> columns) {
        List<Moments> moments = columns.stream().map(cells -> new Moments()).toList();
        for (boolean squares : new boolean[] {false, true}) {
            for (int row : rows) {
                for (int i = 0; i < moments.size(); i++) {
                    Table.Cells cells = columns.get(i);
                    if (!cells.isNumeric() || cells.isMissing(row)) {
                        continue;
                    }
                    if (squares) {
                        moments.get(i).addToSquares(cells.number(row));
                    } else {
                        moments.get(i).addToMean(cells.number(row));
                    }
                }
            }
        }
        return moments;
    }

    private List<SortedSet<String>> categories(List<Table.Cells> columns) {
        List<BitSet> met = columns.stream().map(cells -> new BitSet()).toList();
        for (int row : rows) {
            for (int i = 0; i < met.size(); i++) {
                Table.Cells cells = columns.get(i);
                if (!cells.isNumeric() && !cells.isMissing(row)) {
                    met.get(i).set(cells.code(row));
                }
            }
        }
        List<SortedSet<String>> categories = new ArrayList<>();
        for (int i = 0; i < met.size(); i++) {
            List<String> words = columns.get(i).dictionary();
            categories.add(met.get(i).stream().mapToObj(words::get).collect(Collectors.toCollection(TreeSet::new)));
        }
        return categories;
    }

    private void requireSome(Table.Cells cells, int count) {
        if (count == 0) {
            throw new NetworkException(String.format(
                    Locale.ROOT,
                    "%s: column '%s' has no values in the %d rows that are for training; ignore=%s leaves it out",
                    table.source().path(),
                    Table.shown(cells.name()),
                    rows.length,
                    Table.shown(DataOptions.encoded(cells.name()))));
        }
    }

    /** How many values each input lacks. */
    private static int[] missing(Table table) {
        int[] missing = new int[table.inputs().size()];
        for (int row = 0; row < table.rows(); row++) {
            for (int i = 0; i < missing.length; i++) {
                missing[i] += table.inputs().get(i).isMissing(row) ? 1 : 0;
            }
        }
        return missing;
    }

    /** Says what is missing, and what other files or parts have that the training part has not. */
    static List<String> remarks(Table table, Preprocessing preprocessing) {
        List<String> missing = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        List<Column> columns = preprocessing.columns().stream()
                .filter(column -> column.kind() != Kind.IGNORED)
                .toList();
        int[] missingOf = missing(table);
        for (int i = 0; i < columns.size(); i++) {
            Table.Cells cells = table.inputs().get(i);
            int count = missingOf[i];
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
