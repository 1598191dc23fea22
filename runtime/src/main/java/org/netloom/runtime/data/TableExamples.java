package org.netloom.runtime.data;

import java.util.List;
import java.util.Locale;
import org.nd4j.linalg.api.buffer.DataType;
import org.netloom.runtime.data.Preprocessing.Column;
import org.netloom.runtime.data.Preprocessing.Kind;
import org.netloom.runtime.data.Preprocessing.Target;
import org.netloom.runtime.exception.NetworkException;

/** Rows of a table, each a vector: standardized numbers, and one number for each category of a word. */
final class TableExamples implements Dataset {
    private final Table table;
    private final int[] rows;
    private final List<Column> columns;
    private final List<Target> targets;
    private final List<String> classNames;
    /** For each column of words, the input of each word of its dictionary, -1 for none. */
    private final int[][] places;
    /** The class of each word of the target's dictionary; empty where there are no classes. */
    private final int[] labels;

    private final int length;

    /**
     * Rows of a table.
     *
     * @param rows their numbers
     * @param preprocessing of the columns that the table has
     * @throws NetworkException where a row is of a class that is not in the preprocessing
     */
    TableExamples(Table table, int[] rows, Preprocessing preprocessing) {
        this.table = table;
        this.rows = rows;
        columns = preprocessing.columns().stream()
                .filter(column -> column.kind() != Kind.IGNORED)
                .toList();
        boolean labeled = !table.targets().isEmpty();
        classNames = labeled ? preprocessing.classNames() : List.of();
        targets = labeled ? preprocessing.targets() : List.of();
        places = new int[columns.size()][];
        for (int i = 0; i < places.length; i++) {
            places[i] = columns.get(i).kind() == Kind.CATEGORICAL
                    ? table.inputs().get(i).places(columns.get(i).categories())
                    : new int[0];
        }
        length = columns.stream().mapToInt(Column::inputs).sum();
        labels = classNames.isEmpty() ? new int[0] : table.targets().get(0).places(classNames);
        for (int i = 0; i < rows.length && !classNames.isEmpty(); i++) {
            if (label(i) < 0) {
                Table.Cells target = table.targets().get(0);
                throw new NetworkException("%s: column '%s' has the class '%s', where the network knows %s"
                        .formatted(
                                table.place(rows[i]),
                                Table.shown(target.name()),
                                Table.shown(target.dictionary().get(target.code(rows[i]))),
                                Table.shown(classNames)));
            }
        }
    }

    @Override
    public String name() {
        return table.name();
    }

    @Override
    public int size() {
        return rows.length;
    }

    @Override
    public List<Integer> shape() {
        return List.of(length);
    }

    @Override
    public double unscaled(int target, double value) {
        return targets.get(target).unscaled(value);
    }

    @Override
    public int classes() {
        return classNames.size();
    }

    @Override
    public List<String> classNames() {
        return classNames;
    }

    @Override
    public String exampleName(int index) {
        return table.exampleName(rows[index]);
    }

    @Override
    public int targets() {
        return targets.size();
    }

    @Override
    public List<String> targetNames() {
        return targets.stream().map(Target::name).toList();
    }

    @Override
    public void copyTargets(int index, double[] into, int offset) {
        if (targets.isEmpty()) {
            throw new IllegalStateException(name() + " has no numbers for targets");
        }
        for (int i = 0; i < targets.size(); i++) {
            Target target = targets.get(i);
            into[offset + i] = (table.targets().get(i).number(rows[index]) - target.mean()) / target.deviation();
        }
    }

    @Override
    public void copy(int index, float[] into, int offset) {
        int at = offset;
        for (int i = 0; i < columns.size(); i++) {
            int inputs = columns.get(i).inputs();
            if (columns.get(i).kind() == Kind.CATEGORICAL) {
                int place = place(i, rows[index]);
                for (int k = 0; k < inputs; k++) {
                    into[at + k] = k == place ? 1 : 0;
                }
            } else {
                into[at] = (float) number(i, rows[index]);
            }
            at += inputs;
        }
    }

    @Override
    public void copy(int index, double[] into, int offset) {
        int at = offset;
        for (int i = 0; i < columns.size(); i++) {
            int inputs = columns.get(i).inputs();
            if (columns.get(i).kind() == Kind.CATEGORICAL) {
                int place = place(i, rows[index]);
                for (int k = 0; k < inputs; k++) {
                    into[at + k] = k == place ? 1 : 0;
                }
            } else {
                into[at] = number(i, rows[index]);
            }
            at += inputs;
        }
    }

    /** The category of a word, -1 where it is none or missing. */
    private int place(int column, int row) {
        int code = table.inputs().get(column).code(row);
        return code < 0 ? -1 : places[column][code];
    }

    private double number(int column, int row) {
        Column known = columns.get(column);
        double value = table.inputs().get(column).number(row);
        return ((Double.isNaN(value) ? known.missing() : value) - known.mean()) / known.deviation();
    }

    @Override
    public void requireFinite(DataType type) {
        for (int row : rows) {
            for (int i = 0; i < columns.size(); i++) {
                if (columns.get(i).kind() != Kind.NUMERIC) {
                    continue;
                }
                double value = number(i, row);
                if (!Double.isFinite(type == DataType.FLOAT ? (float) value : value)) {
                    throw new NetworkException(String.format(
                            Locale.ROOT,
                            "%s: column '%s' holds %s, which is no float, since those end at 3.4e38; scale it, or compute in double (--dtype double)",
                            table.place(row),
                            Table.shown(columns.get(i).name()),
                            table.inputs().get(i).number(row)));
                }
            }
        }
    }

    @Override
    public int label(int index) {
        return classNames.isEmpty() ? -1 : labels[table.targets().get(0).code(rows[index])];
    }
}
