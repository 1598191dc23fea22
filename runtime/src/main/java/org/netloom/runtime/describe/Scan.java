package org.netloom.runtime.describe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.netloom.runtime.data.Dataset;
import org.netloom.runtime.exception.NetworkException;

/** One look at every example of a part. */
final class Scan {
    /** In the place of what {@link #print} says of an example that cannot be read. */
    static final long UNREAD = 0;

    private static final long MIX = 0x9E3779B97F4A7C15L;

    private final String name;
    private final Dataset data;
    /** A number for each example that two have in common where they have the same values, and hardly ever otherwise. */
    private final long[] prints;

    private final List<String> unreadable = new ArrayList<>();
    private final Range.Sum values = new Range.Sum();
    private final Range.Sum[] channels;
    private final Range.Sum[] features;
    private final long[] featurePrints;
    private final long[] classes;
    private final Range.Sum[] targets;

    /** @param classes how many there are in all parts */
    Scan(String name, Dataset data, int classes) {
        this.name = name;
        this.data = data;
        this.prints = new long[data.size()];
        this.classes = new long[data.targets() > 0 ? 0 : classes];
        this.targets = sums(data.targets());
        boolean images = data.shape().size() == 3;
        this.channels = sums(images && data.shape().get(0) > 1 ? data.shape().get(0) : 0);
        boolean vectors = data.shape().size() == 1 && data.tokens() == 0;
        this.features = sums(vectors ? data.shape().get(0) : 0);
        this.featurePrints = new long[features.length];
        int length = data.shape().stream().reduce(1, Math::multiplyExact);
        double[] example = new double[length];
        double[] numbers = new double[data.targets() * data.positions()];
        for (int i = 0; i < data.size(); i++) {
            try {
                data.copy(i, example, 0);
            } catch (NetworkException e) {
                unreadable.add(String.valueOf(e.getMessage()));
                continue;
            }
            take(i, example);
            takeTarget(i, numbers);
        }
    }

    private static Range.Sum[] sums(int count) {
        return Stream.generate(Range.Sum::new).limit(count).toArray(Range.Sum[]::new);
    }

    private void take(int index, double[] example) {
        long print = 1;
        for (int j = 0; j < example.length; j++) {
            values.add(example[j]);
            // 0 and -0 are the same.
            long bits = Double.doubleToLongBits(example[j] + 0.0);
            print = mixed(print, bits);
            if (features.length > 0) {
                features[j].add(example[j]);
                featurePrints[j] = mixed(featurePrints[j], bits);
            }
        }
        int size = channels.length == 0 ? 0 : example.length / channels.length;
        for (int c = 0; c < channels.length; c++) {
            for (int j = c * size; j < (c + 1) * size; j++) {
                channels[c].add(example[j]);
            }
        }
        prints[index] = print;
    }

    private static long mixed(long print, long bits) {
        long mixed = (print ^ bits) * MIX;
        return mixed ^ mixed >>> 29;
    }

    private void takeTarget(int index, double[] numbers) {
        if (targets.length > 0) {
            data.copyTargets(index, numbers, 0);
            for (int j = 0; j < numbers.length; j++) {
                targets[j % targets.length].add(numbers[j]);
            }
        }
        for (int t = 0; classes.length > 0 && t < data.positions(); t++) {
            int label = data.label(index, t);
            if (label >= 0) {
                classes[label]++;
            }
        }
    }

    DataPart part() {
        return new DataPart(
                name,
                data.size(),
                values.range(),
                ranges(channels),
                Arrays.stream(classes).boxed().toList(),
                ranges(targets));
    }

    private static List<Range> ranges(Range.Sum[] sums) {
        return Arrays.stream(sums).map(Range.Sum::range).toList();
    }

    String name() {
        return name;
    }

    Dataset data() {
        return data;
    }

    /** The same number for the same values, and hardly ever for others. */
    long print(int index) {
        return prints[index];
    }

    /** What is wrong with the examples that cannot be read. */
    List<String> unreadable() {
        return unreadable;
    }

    /** Of each input of a vector; none where inputs are anything else. */
    List<Range> features() {
        return ranges(features);
    }

    /** A number that two inputs of a vector have in common where they are the same in every example. */
    long featurePrint(int feature) {
        return featurePrints[feature];
    }
}
