package org.netloom.runtime.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.exception.NetworkException;

/**
 * A program's own objects as data: functions say what of a record is the input, and what its class, or its numbers.
 *
 * <pre>{@code
 * DataSplit data = Records.of("flowers", flowers, flower -> new float[] {flower.length(), flower.width()})
 *         .withClasses(Flower::kind)
 *         .split(0.2);
 * }</pre>
 *
 * <p>Each function is called once for each record, in their order, when {@link #dataset} or {@link #split} is; what it
 * returns is kept, four bytes a number. Values are taken as they are: nets learn best from such around 0, of size 1. What is to
 * be made when it is needed, as of a file, is a {@link Dataset} of one's own instead. It never changes; each {@code with…} gives
 * another one.
 *
 * @param <T> what a record is
 */
public final class Records<T> {
    private final String name;
    private final List<T> records;
    private final Function<? super T, float[]> inputs;
    private final List<Integer> shape;
    private final Function<? super T, @Nullable String> classes;
    private final @Nullable ToIntFunction<? super T> labels;
    private final @Nullable Function<? super T, double[]> targets;
    private final List<String> targetNames;

    private Records(Records<T> from, List<Integer> shape) {
        this(from.name, from.records, from.inputs, shape, from.classes, from.labels, from.targets, from.targetNames);
    }

    private Records(
            String name,
            List<T> records,
            Function<? super T, float[]> inputs,
            List<Integer> shape,
            Function<? super T, @Nullable String> classes,
            @Nullable ToIntFunction<? super T> labels,
            @Nullable Function<? super T, double[]> targets,
            List<String> targetNames) {
        this.name = name;
        this.records = records;
        this.inputs = inputs;
        this.shape = shape;
        this.classes = classes;
        this.labels = labels;
        this.targets = targets;
        this.targetNames = targetNames;
    }

    /**
     * Records without targets, which say what they are next.
     *
     * @param name for messages
     * @param inputs the values of a record's input, as many for each
     */
    public static <T> Records<T> of(String name, List<T> records, Function<? super T, float[]> inputs) {
        return new Records<>(name, List.copyOf(records), inputs, List.of(), record -> null, null, null, List.of());
    }

    /** The same of a stream, which is read to its end. */
    public static <T> Records<T> of(String name, Stream<T> records, Function<? super T, float[]> inputs) {
        return of(name, records.toList(), inputs);
    }

    /** The same, where inputs have a shape, as {@code 1, 28, 28} of an image, whose values stand row after row. */
    public Records<T> withShape(Integer... dimensions) {
        return new Records<>(this, List.of(dimensions));
    }

    /** The same with classes that have names; they are numbered in the order of their letters. */
    public Records<T> withClasses(Function<? super T, @Nullable String> className) {
        return new Records<>(name, records, inputs, shape, className, null, null, List.of());
    }

    /** The same with classes that are numbered, from 0 on. */
    public Records<T> withLabels(ToIntFunction<? super T> label) {
        return new Records<>(name, records, inputs, shape, record -> null, label, null, List.of());
    }

    /**
     * The same with numbers to regress, or of several labels at once a 0 or a 1 for each.
     *
     * @param names what the numbers are called, as many; none where they have no names
     */
    public Records<T> withTargets(Function<? super T, double[]> numbers, String... names) {
        return new Records<>(name, records, inputs, shape, record -> null, null, numbers, List.of(names));
    }

    /** All of them, in their order. */
    public Dataset dataset() {
        return examples();
    }

    /**
     * Some to train on and some to test on, which are drawn by class, always the same.
     *
     * @param test the part that is for testing, as 0.2
     */
    public DataSplit split(double test) {
        return split(0, test, 0);
    }

    /**
     * The same, with some that guide the training and are not learned from.
     *
     * @param validation their part, as 0.1; 0 for none
     * @param seed draws which
     */
    public DataSplit split(double validation, double test, long seed) {
        RecordExamples all = examples();
        Map<String, String> options = new LinkedHashMap<>();
        options.put("test", String.valueOf(test));
        if (validation != 0) {
            options.put("validation", String.valueOf(validation));
        }
        options.put("split_seed", String.valueOf(seed));
        DataRequest request = DataRequest.of(name, List.of(), message -> {}).resolved(name, DataOptions.of(options));
        return Splits.byClass(request)
                .split(all)
                .withPreprocessing(Preprocessing.none().withClassNames(all.classNames()));
    }

    private RecordExamples examples() {
        if (records.isEmpty()) {
            throw new NetworkException(name + " has no records");
        }
        float[] first = input(0);
        List<Integer> known = shape.isEmpty() ? List.of(first.length) : shape;
        long total = (long) first.length * records.size();
        if (total > Integer.MAX_VALUE - 8) {
            throw new NetworkException(String.format(
                    Locale.ROOT, "%s: %,d records of %,d values are too many", name, records.size(), first.length));
        }
        if (known.stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b) != first.length
                || first.length == 0) {
            throw new NetworkException(String.format(
                    Locale.ROOT,
                    "%s: an input of the shape %s does not have the %d values that record 0 gives",
                    name,
                    Shapes.text(known),
                    first.length));
        }
        float[] values = new float[(int) total];
        for (int i = 0; i < records.size(); i++) {
            float[] input = i == 0 ? first : input(i);
            requireLength("values", i, input.length, first.length);
            for (int k = 0; k < input.length; k++) {
                if (!Float.isFinite(input[k])) {
                    throw new NetworkException(
                            String.format(Locale.ROOT, "%s: record %d gives %s at %d", name, i, input[k], k));
                }
            }
            System.arraycopy(input, 0, values, i * input.length, input.length);
        }
        if (targets != null) {
            return new RecordExamples(name, known, values, new int[0], numbers(targets), List.of(), targetNames);
        }
        if (labels != null) {
            return new RecordExamples(name, known, values, labels(labels), new double[0][], List.of(), List.of());
        }
        return named(known, values);
    }

    private float[] input(int record) {
        return inputs.apply(records.get(record));
    }

    private void requireLength(String what, int record, int length, int expected) {
        if (length != expected) {
            throw new NetworkException(String.format(
                    Locale.ROOT,
                    "%s: record %d gives %d %s, where %d are expected",
                    name,
                    record,
                    length,
                    what,
                    expected));
        }
    }

    private double[][] numbers(Function<? super T, double[]> function) {
        double[][] numbers = new double[records.size()][];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = function.apply(records.get(i)).clone();
            int expected = targetNames.isEmpty() ? numbers[0].length : targetNames.size();
            requireLength("targets", i, numbers[i].length, expected);
            if (expected == 0 || !Arrays.stream(numbers[i]).allMatch(Double::isFinite)) {
                throw new NetworkException(String.format(
                        Locale.ROOT, "%s: record %d gives the targets %s", name, i, Arrays.toString(numbers[i])));
            }
        }
        return numbers;
    }

    private int[] labels(ToIntFunction<? super T> function) {
        int[] all = new int[records.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = function.applyAsInt(records.get(i));
            if (all[i] < 0) {
                throw new NetworkException(String.format(
                        Locale.ROOT, "%s: record %d gives the label %d, where classes count from 0", name, i, all[i]));
            }
        }
        return all;
    }

    private RecordExamples named(List<Integer> known, float[] values) {
        List<@Nullable String> given = new ArrayList<>();
        TreeSet<String> sorted = new TreeSet<>();
        for (T record : records) {
            String className = classes.apply(record);
            given.add(className);
            if (className != null) {
                sorted.add(className);
            }
        }
        List<String> names = List.copyOf(sorted);
        int[] all = new int[given.size()];
        for (int i = 0; i < all.length; i++) {
            String className = given.get(i);
            if (className == null && !names.isEmpty()) {
                throw new NetworkException(String.format(Locale.ROOT, "%s: record %d has no class", name, i));
            }
            all[i] = className == null ? -1 : Collections.binarySearch(names, className);
        }
        return new RecordExamples(name, known, values, all, new double[0][], names, List.of());
    }
}
