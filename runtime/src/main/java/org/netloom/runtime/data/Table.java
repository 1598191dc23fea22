package org.netloom.runtime.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The cells of those columns of a table that are of use, as they were read: eight bytes a number and four a word. */
final class Table {
    private static final int MOST_SHOWN = 40;
    private static final int MOST_LISTED = 12;

    /** One column. */
    static final class Cells {
        private final String name;
        private final double[] numbers;
        private final int[] words;
        private final List<String> dictionary = new ArrayList<>();
        private final Map<String, Integer> codes = new HashMap<>();

        private Cells(String name, double[] numbers, int[] words) {
            this.name = name;
            this.numbers = numbers;
            this.words = words;
        }

        static Cells ofNumbers(String name, int rows) {
            return new Cells(name, new double[rows], new int[0]);
        }

        static Cells ofWords(String name, int rows) {
            return new Cells(name, new double[0], new int[rows]);
        }

        String name() {
            return name;
        }

        boolean isNumeric() {
            return words.length == 0;
        }

        void set(int row, double number) {
            numbers[row] = number;
        }

        void set(int row, String word) {
            Integer code = codes.get(word);
            if (code == null) {
                code = dictionary.size();
                dictionary.add(word);
                codes.put(word, code);
            }
            words[row] = code;
        }

        void setMissing(int row) {
            if (isNumeric()) {
                numbers[row] = Double.NaN;
            } else {
                words[row] = -1;
            }
        }

        boolean isMissing(int row) {
            return isNumeric() ? Double.isNaN(numbers[row]) : words[row] < 0;
        }

        /** NaN where it is missing. */
        double number(int row) {
            return numbers[row];
        }

        /** The place of a word in {@link #dictionary}, -1 where it is missing. */
        int code(int row) {
            return words[row];
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
    private final CsvFile file;
    private final int[] lines;
    private final List<Cells> inputs;
    private final List<Cells> targets;

    /**
     * A table.
     *
     * @param name for the data set
     * @param lines where each row begins in the file
     */
    Table(String name, CsvFile file, int[] lines, List<Cells> inputs, List<Cells> targets) {
        this.name = name;
        this.file = file;
        this.lines = lines;
        this.inputs = List.copyOf(inputs);
        this.targets = List.copyOf(targets);
    }

    String name() {
        return name;
    }

    CsvFile file() {
        return file;
    }

    int rows() {
        return lines.length;
    }

    /** Where a row begins, for messages: {@code iris.csv:17}. */
    String place(int row) {
        return file.path() + ":" + lines[row];
    }

    /** The same without the path. */
    String exampleName(int row) {
        return name + ":" + lines[row];
    }

    /** The columns that are no target and not left out. */
    List<Cells> inputs() {
        return inputs;
    }

    List<Cells> targets() {
        return targets;
    }

    int[] allRows() {
        int[] rows = new int[lines.length];
        Arrays.setAll(rows, i -> i);
        return rows;
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
