package org.netloom.runtime.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tables in text files: a row for each example, a column for each thing that is known of it. */
final class CsvFormat implements DataFormat {
    private static final DataOption TARGET = DataOption.of(
            "target",
            "the last column",
            "the column that is to be predicted, by name or number; several for numbers, as `x,y`");
    private static final DataOption TASK = DataOption.of(
            "task",
            "words are `classes`",
            "`classes` or `numbers`: what the target is; a target of numbers is one to regress where nothing else is said");
    private static final DataOption IGNORE =
            DataOption.of("ignore", "none", "columns that are left out, by name or number, with commas between two");
    private static final DataOption CATEGORICAL = DataOption.of(
            "categorical", "columns of words", "columns of numbers that stand for categories, as a postal code does");
    private static final DataOption NORMALIZE = DataOption.of(
            "normalize",
            "`standard`",
            "`standard` takes the mean from each column of numbers and divides by its deviation, `none` does not");
    private static final DataOption NORMALIZE_TARGET = DataOption.of(
            "normalize_target",
            "`none`",
            "`standard` does the same with targets of numbers, so that a net learns those around 0");
    private static final DataOption MISSING = DataOption.of(
            "missing",
            "`" + TableReader.MISSING + "`",
            "what stands for a missing value, with commas between two; an empty field always does");
    private static final DataOption HEADER = DataOption.of(
            "header",
            "whether the first row has no number",
            "`true` or `false`: whether the first row names the columns");
    private static final DataOption DELIMITER =
            DataOption.of("delimiter", "guessed", "what stands between fields: one character, `tab` or `space`");
    private static final DataOption DECIMAL = DataOption.of("decimal", "`.`", "`.` or `,`: the point of numbers");
    private static final DataOption ENCODING =
            DataOption.of("encoding", "`utf-8`", "how letters are written, as `windows-1252`");

    @Override
    public String description() {
        return "a .csv or .tsv file";
    }

    @Override
    public List<DataOption> options() {
        List<DataOption> all = new ArrayList<>(List.of(
                TARGET,
                TASK,
                IGNORE,
                CATEGORICAL,
                NORMALIZE,
                NORMALIZE_TARGET,
                MISSING,
                HEADER,
                DELIMITER,
                DECIMAL,
                ENCODING));
        all.addAll(Splits.OPTIONS);
        return List.copyOf(all);
    }

    /** What a column is, is kept with the column. */
    @Override
    public List<String> keptOptions() {
        return List.of(TARGET.name(), MISSING.name(), HEADER.name(), DECIMAL.name());
    }

    @Override
    public boolean reads(Path path) {
        String name = DataRequest.fileName(path).toLowerCase(Locale.ROOT);
        return Files.isRegularFile(path) && (name.endsWith(".csv") || name.endsWith(".tsv"));
    }

    @Override
    public DataSplit open(DataRequest request) {
        return new Opened(request, needed(request)).split();
    }

    /** All rows, unless a test part is asked for: then those. */
    @Override
    public Dataset openTest(DataRequest request) {
        Opened opened = new Opened(request, needed(request));
        return opened.splits.isTestAsked() ? opened.split().test() : opened.all();
    }

    /** Whether targets are read: parts that are asked for need classes, too. */
    private static boolean needed(DataRequest request) {
        return request.labels() || Splits.of(request).isAsked();
    }

    /** A table, divided. */
    private static final class Opened {
        private final Table table;
        private final Splits splits;
        private final Splits.@Nullable Parts parts;
        private final Preprocessing preprocessing;

        Opened(DataRequest request, boolean labeled) {
            DataRequest wanted = labeled == request.labels() ? request : request.withLabels();
            splits = Splits.byClass(wanted);
            table = new TableReader(wanted).read();
            Preprocessing kept = wanted.preprocessing();
            DataOptions options = wanted.options();
            if (kept != null) {
                // Where all rows are wanted, there may be too few to divide.
                parts = null;
                preprocessing = kept;
            } else {
                parts = divided();
                preprocessing = new TableFit(
                                table,
                                ints(parts.train()),
                                isStandard(options, NORMALIZE),
                                isStandard(options, NORMALIZE_TARGET))
                        .fit()
                        .withOptions(pinned(options));
            }
            TableFit.remarks(table, preprocessing).forEach(wanted.progress());
        }

        private static boolean isStandard(DataOptions options, DataOption option) {
            String fallback = option == NORMALIZE ? "standard" : "none";
            return options.choice(option.name(), fallback, List.of("standard", "none"))
                    .equals("standard");
        }

        private Splits.Parts divided() {
            List<String> names = TableFit.classNames(table);
            if (names.isEmpty()) {
                return splits.parts(table.rows(), null);
            }
            Table.Cells target = table.targets().get(0);
            int[] places = target.places(names);
            IntUnaryOperator classes = row -> places[target.code(row)];
            return splits.parts(table.rows(), classes);
        }

        /** What other files are to be read with, too, with the target by its name. */
        private DataOptions pinned(DataOptions options) {
            Map<String, String> pinned = new LinkedHashMap<>();
            if (!table.targets().isEmpty()) {
                pinned.put(
                        TARGET.name(),
                        table.targets().stream()
                                .map(cells -> DataOptions.encoded(cells.name()))
                                .collect(Collectors.joining(",")));
            }
            if (!table.file().hasHeader()) {
                pinned.put(HEADER.name(), "false");
            }
            return DataOptions.of(pinned).orElse(options.only(List.of(MISSING.name(), DECIMAL.name())));
        }

        DataSplit split() {
            Splits.Parts known = parts == null ? divided() : parts;
            return DataSplit.of(rows(known.train()), rows(known.test()))
                    .withValidation(known.validation().isEmpty() ? null : rows(known.validation()))
                    .withHeldOut(true)
                    .withNote(splits.note())
                    .withPreprocessing(preprocessing);
        }

        Dataset all() {
            return new TableExamples(table, table.allRows(), preprocessing);
        }

        private Dataset rows(List<Integer> numbers) {
            return new TableExamples(table, ints(numbers), preprocessing);
        }

        private static int[] ints(List<Integer> numbers) {
            return numbers.stream().mapToInt(Integer::intValue).toArray();
        }
    }
}
