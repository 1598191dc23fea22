package org.netloom.runtime.data;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.exception.NetworkException;

/**
 * The parts that examples are divided into, as the options {@code test}, {@code validation} and {@code split_seed} of a
 * request ask for. They share no example, and are the same each time.
 *
 * <p>Parts have each class by its share: as many examples of it as the share comes to, those with the largest remainders one
 * more, and of a class with two examples or more at least one on either side. Where none are asked for, a tenth is held out
 * for testing; of formats that have always done so it is drawn whatever the classes, so that it stays the same.
 */
public final class Splits {
    private static final DataOption TEST = DataOption.of(
            "test",
            "a tenth, always the same",
            "of data without a test part, the part of the examples that is for testing, as `0.2`");
    private static final DataOption VALIDATION = DataOption.of(
            "validation",
            "none",
            "the part of the examples that guides the training but is not learned from, as `0.1`");
    private static final DataOption SEED =
            DataOption.of("split_seed", "`0`", "draws which examples `test` and `validation` take");

    /** The options that formats have which divide their examples. */
    public static final List<DataOption> OPTIONS = List.of(TEST, VALIDATION, SEED);

    /** The options of formats whose data always have a test part. */
    static final List<DataOption> WITHIN_TRAINING = List.of(VALIDATION, SEED);

    static final List<String> NAMES = OPTIONS.stream().map(DataOption::name).toList();

    /**
     * The numbers of the examples of each part, ascending.
     *
     * @param validation empty where none is asked for
     * @param test empty where the data have a test part of their own
     */
    public record Parts(List<Integer> train, List<Integer> validation, List<Integer> test) {}

    private final DataRequest request;
    private final double testing;
    private final double validating;
    private final long seed;
    private final boolean alwaysByClass;

    private Splits(DataRequest request, boolean alwaysByClass) {
        this.request = request;
        this.alwaysByClass = alwaysByClass;
        DataOptions options = request.options();
        testing = options.fraction(TEST.name(), 0);
        validating = options.fraction(VALIDATION.name(), 0);
        seed = options.whole(SEED.name(), 0);
        if (testing + validating >= 1) {
            throw new NetworkException("test=%s and validation=%s leave no examples to train on"
                    .formatted(options.text("test", "0.1"), options.text("validation", "0")));
        }
    }

    /** As a request has it; a tenth that nobody has asked for is drawn whatever the classes. */
    public static Splits of(DataRequest request) {
        return new Splits(request, false);
    }

    /** As a request has it; a tenth that nobody has asked for has each class by its share, too. */
    public static Splits byClass(DataRequest request) {
        return new Splits(request, true);
    }

    /** Whether parts are asked for, which need the examples' classes even where nothing else does. */
    public boolean isAsked() {
        return isTestAsked() || validating > 0;
    }

    /** Whether a test part is asked for: what is measured is that part then, and not all that a file has. */
    public boolean isTestAsked() {
        return testing > 0 || request.options().has(SEED.name());
    }

    /**
     * Divides the examples of data without a test part.
     *
     * @param size how many there are
     * @param classes the class of each, null where they have none, one for each position, or numbers
     * @throws NetworkException where there are too few
     */
    public Parts parts(int size, @Nullable IntUnaryOperator classes) {
        if (size < (validating > 0 ? 3 : 2)) {
            throw new NetworkException(String.format(
                    Locale.ROOT,
                    "%s holds %s, too few to train on some%s and test on others",
                    request.spec(),
                    size == 1 ? "1 example" : size + " examples",
                    validating > 0 ? ", validate on some" : ""));
        }
        int[] all = Order.ascending(size);
        int[] test;
        if (isTestAsked() || (alwaysByClass && classes != null)) {
            test = drawn(all, testing > 0 ? testing : 0.1, size, classes, 0);
        } else {
            int[] order = Order.ascending(size);
            Order.shuffle(order, 0, 0);
            test = Arrays.copyOf(order, Math.max(1, size / 10));
            Arrays.sort(test);
        }
        int[] rest = without(all, test);
        int[] validation = validation(rest, size, classes);
        return new Parts(list(without(rest, validation)), list(validation), list(test));
    }

    /**
     * Divides the training examples of data that have a test part.
     *
     * @throws NetworkException where a test part is asked for nevertheless, or there are too few examples
     */
    public Parts trainingParts(int size, @Nullable IntUnaryOperator classes) {
        if (testing > 0) {
            throw new NetworkException("%s has a test part of its own; leave out test=%s"
                    .formatted(request.spec(), request.options().text(TEST.name())));
        }
        if (validating > 0 && size < 2) {
            throw new NetworkException(String.format(
                    Locale.ROOT,
                    "%s holds %d training examples, too few to train on some and validate on others",
                    request.spec(),
                    size));
        }
        int[] all = Order.ascending(size);
        int[] validation = validation(all, size, classes);
        return new Parts(list(without(all, validation)), list(validation), List.of());
    }

    /** Divides data without a test part. */
    DataSplit split(Dataset all) {
        if (!isAsked()) {
            return Subset.holdOut(all);
        }
        Parts parts = parts(all.size(), classes(all));
        return DataSplit.of(Subset.of(all, parts.train()), Subset.of(all, parts.test()))
                .withValidation(parts.validation().isEmpty() ? null : Subset.of(all, parts.validation()))
                .withHeldOut(true)
                .withNote(note());
    }

    /** The same of data that have one. */
    DataSplit split(Dataset train, Dataset test) {
        Parts parts = trainingParts(train.size(), classes(train));
        return parts.validation().isEmpty()
                ? DataSplit.of(train, test)
                : DataSplit.of(Subset.of(train, parts.train()), test)
                        .withValidation(Subset.of(train, parts.validation()));
    }

    /** What the description of the data says of a test part that was asked for; null where it was not. */
    public @Nullable String note() {
        return isTestAsked() ? "test and validation are drawn by split_seed=%s".formatted(seed) : null;
    }

    private static @Nullable IntUnaryOperator classes(Dataset data) {
        return data.classes() > 0 && data.positions() == 1 ? data::label : null;
    }

    private int[] validation(int[] rest, int size, @Nullable IntUnaryOperator classes) {
        return validating > 0 ? drawn(rest, validating, size, classes, 1) : new int[0];
    }

    /** So many of some examples as a share of all comes to, by class. */
    private int[] drawn(int[] from, double share, int size, @Nullable IntUnaryOperator classes, int stream) {
        int[] order = Order.ascending(from.length);
        Order.shuffle(order, seed, stream);
        int most = classes == null ? 0 : IntStream.of(from).map(classes).max().orElse(0);
        int[] counts = new int[most + 1];
        for (int example : from) {
            counts[classes == null ? 0 : classes.applyAsInt(example)]++;
        }
        int[] wanted = shares(counts, share * size / from.length);
        int[] chosen = new int[from.length];
        int count = 0;
        for (int place : order) {
            int example = from[place];
            int stratum = classes == null ? 0 : classes.applyAsInt(example);
            if (wanted[stratum] > 0) {
                wanted[stratum]--;
                chosen[count++] = example;
            }
        }
        if (count == 0 && classes != null) {
            // Each example has a class of its own.
            return drawn(from, share, size, null, stream);
        }
        Arrays.sort(chosen, 0, count);
        return Arrays.copyOf(chosen, count);
    }

    /** How many of each class are taken, by the method of largest remainders; of two or more at least one stays and one goes. */
    private static int[] shares(int[] counts, double share) {
        int[] taken = new int[counts.length];
        int left = Math.max(1, (int) Math.round(IntStream.of(counts).sum() * share));
        for (int i = 0; i < counts.length; i++) {
            taken[i] = (int) (counts[i] * share);
            left -= taken[i];
        }
        List<Integer> byRemainder = IntStream.range(0, counts.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> taken[i] - counts[i] * share))
                .toList();
        for (int i : byRemainder) {
            if (left > 0 && taken[i] < counts[i]) {
                taken[i]++;
                left--;
            }
        }
        for (int i = 0; i < counts.length; i++) {
            taken[i] = counts[i] < 2 ? 0 : Math.min(counts[i] - 1, Math.max(1, taken[i]));
        }
        return taken;
    }

    private static int[] without(int[] all, int[] some) {
        return IntStream.of(all)
                .filter(example -> Arrays.binarySearch(some, example) < 0)
                .toArray();
    }

    private static List<Integer> list(int[] numbers) {
        // Four bytes a number, where a list of objects would take more than a small table itself.
        return new AbstractList<>() {
            @Override
            public Integer get(int index) {
                return numbers[index];
            }

            @Override
            public int size() {
                return numbers.length;
            }
        };
    }
}
