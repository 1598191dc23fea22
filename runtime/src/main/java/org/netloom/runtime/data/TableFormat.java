package org.netloom.runtime.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A kind of files that hold tables: a row for each example, a column for each thing that is known of it. What columns become,
 * the parts and the options for both are the same for all of them; a format says how to read its files ({@link TableSource}).
 *
 * <p>A table that takes more than a quarter of the heap lies in a temporary file.
 */
public abstract class TableFormat implements DataFormat {
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
    private static final List<DataOption> COMMON =
            List.of(TARGET, TASK, IGNORE, CATEGORICAL, NORMALIZE, NORMALIZE_TARGET);

    /** A format of one's own. */
    protected TableFormat() {}

    /** Opens the file of a request, and reads how it begins. */
    protected abstract TableSource source(DataRequest request);

    /** The options that say how its files are to be read, beside those of all tables. */
    protected List<DataOption> ownOptions() {
        return List.of();
    }

    /** Those of {@link #ownOptions} that hold for other files, too. */
    protected List<String> ownKeptOptions() {
        return List.of();
    }

    @Override
    public final List<DataOption> options() {
        List<DataOption> all = new ArrayList<>(COMMON);
        all.addAll(ownOptions());
        all.addAll(Splits.OPTIONS);
        return List.copyOf(all);
    }

    /** What a column is, is kept with the column. */
    @Override
    public final List<String> keptOptions() {
        List<String> kept = new ArrayList<>(List.of(TARGET.name()));
        kept.addAll(ownKeptOptions());
        return List.copyOf(kept);
    }

    @Override
    public DataSplit open(DataRequest request) {
        return new Opened(this, request, needed(request)).split();
    }

    /** All rows, unless a test part is asked for: then those. */
    @Override
    public Dataset openTest(DataRequest request) {
        Opened opened = new Opened(this, request, needed(request));
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

        Opened(TableFormat format, DataRequest request, boolean labeled) {
            DataRequest wanted = labeled == request.labels() ? request : request.withLabels();
            splits = Splits.byClass(wanted);
            table = new TableReader(wanted, format.source(wanted)).read();
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
                        .withOptions(pinned(format, options));
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
        private DataOptions pinned(TableFormat format, DataOptions options) {
            Map<String, String> pinned = new LinkedHashMap<>();
            if (!table.targets().isEmpty()) {
                pinned.put(
                        TARGET.name(),
                        table.targets().stream()
                                .map(cells -> DataOptions.encoded(cells.name()))
                                .collect(Collectors.joining(",")));
            }
            if (!table.source().hasNames()) {
                pinned.put(CsvFormat.HEADER.name(), "false");
            }
            return DataOptions.of(pinned).orElse(options.only(format.ownKeptOptions()));
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
