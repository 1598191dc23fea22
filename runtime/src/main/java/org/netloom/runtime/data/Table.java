package org.netloom.runtime.data;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The cells of those columns of a table that are of use, as they were read. */
final class Table {
    private static final int MOST_SHOWN = 40;
    private static final int MOST_LISTED = 12;

    /** What is to be kept of a column: numbers, or words. */
    record Plan(int place, String name, boolean words) {}

    /** One column. */
    static final class Cells {
        private final String name;
        private final boolean numeric;
        private final CellMemory memory;
        private final int column;
        private final List<String> dictionary = new ArrayList<>();
        private final Map<String, Integer> codes = new HashMap<>();

        /** @param column its number in the memory */
        Cells(Plan plan, CellMemory memory, int column) {
            name = plan.name();
            numeric = !plan.words();
            this.memory = memory;
            this.column = column;
        }

        String name() {
            return name;
        }

        boolean isNumeric() {
            return numeric;
        }

        void set(int row, double number) {
            memory.put(row, column, number);
        }

        void set(int row, String word) {
            Integer code = codes.get(word);
            if (code == null) {
                code = dictionary.size();
                dictionary.add(word);
                codes.put(word, code);
            }
            memory.put(row, column, code.intValue());
        }

        void setMissing(int row) {
            if (numeric) {
                memory.put(row, column, Double.NaN);
            } else {
                memory.put(row, column, -1);
            }
        }

        boolean isMissing(int row) {
            return numeric ? Double.isNaN(number(row)) : code(row) < 0;
        }

        /** NaN where it is missing. */
        double number(int row) {
            return memory.number(row, column);
        }

        /** The place of a word in {@link #dictionary}, -1 where it is missing. */
        int code(int row) {
            return memory.word(row, column);
        }

        /** The different words, in the order in which they were met. */
        List<String> dictionary() {
            return dictionary;
        }

        /** The place of each word of the dictionary in a list, -1 for one that is not in it. */
        int[] places(List<String> list) {
            Map<String, Integer> known = new HashMap<>();
            for (int i = 0; i < list.size(); i++) {
                known.put(list.get(i), i);
            }
            return dictionary.stream()
                    .mapToInt(word -> known.getOrDefault(word, -1))
                    .toArray();
        }
    }

    private final String name;
    private final TableSource source;
    private final CellMemory memory;
    private final int rows;
    private final List<Cells> inputs;
    private final List<Cells> targets;

    /**
     * A table.
     *
     * @param name for the data set
     * @param memory of the cells
     */
    Table(String name, TableSource source, CellMemory memory, int rows, List<Cells> inputs, List<Cells> targets) {
        this.name = name;
        this.source = source;
        this.memory = memory;
        this.rows = rows;
        this.inputs = List.copyOf(inputs);
        this.targets = List.copyOf(targets);
    }

    String name() {
        return name;
    }

    TableSource source() {
        return source;
    }

    int rows() {
        return rows;
    }

    /** Where a row begins, for messages: {@code iris.csv:17}. */
    String place(int row) {
        return source.path() + ":" + memory.line(row);
    }

    /** The same without the path. */
    String exampleName(int row) {
        return name + ":" + memory.line(row);
    }

    /** The columns that are no target and not left out. */
    List<Cells> inputs() {
        return inputs;
    }

    List<Cells> targets() {
        return targets;
    }

    int[] allRows() {
        return Order.ascending(rows);
    }

    /** A field or a name as a message has it: on one line, and not longer than that. */
    static String shown(@Nullable String text) {
        String line = String.valueOf(text).replaceAll("\\p{Cntrl}", " ");
        return line.length() <= MOST_SHOWN ? line : line.substring(0, MOST_SHOWN) + "…";
    }

    /** Several with commas between them, and how many more there are. */
    static String shown(Collection<String> texts) {
        String some = String.join(
                ", ", texts.stream().limit(MOST_LISTED).map(Table::shown).toList());
        return texts.size() <= MOST_LISTED
                ? some
                : String.format(Locale.ROOT, "%s and %d others", some, texts.size() - MOST_LISTED);
    }

    /** What a field says as a number; NaN where it is none, or one that no double holds. */
    static double number(String field, char decimal) {
        String text = field.strip();
        int length = text.length();
        // Java's own words and suffixes, as NaN, 0x1p3 and 1d, are none of a table.
        if (length == 0 || (!isDigit(text.charAt(length - 1)) && text.charAt(length - 1) != decimal)) {
            return Double.NaN;
        }
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (!isDigit(c) && c != decimal && "+-eE".indexOf(c) < 0) {
                return Double.NaN;
            }
        }
        try {
            double value = Double.parseDouble(decimal == '.' ? text : text.replace(decimal, '.'));
            return Double.isInfinite(value) ? Double.NaN : value;
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
