package org.netloom.runtime.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** All numbers that moving statistics go on with, one after another. */
final class Memory {
    private final List<double[]> parts = new ArrayList<>();
    /** What is to be done when a part has its numbers back. */
    private final List<Runnable> restored = new ArrayList<>();

    /** Adds an array of the network, with the digits that it does not hold. */
    void add(ChannelValues values) {
        double[] exact = new double[values.length()];
        Arrays.setAll(exact, values.fetch()::get);
        parts.add(exact);
        restored.add(() -> {
            for (int c = 0; c < exact.length; c++) {
                values.set(c, exact[c]);
            }
            values.publish();
        });
    }

    /** Adds numbers that are nowhere else. */
    void add(double[] values) {
        parts.add(values);
        restored.add(() -> {});
    }

    double[] copy() {
        return parts.stream().flatMapToDouble(Arrays::stream).toArray();
    }

    void restore(double[] numbers) {
        int length = parts.stream().mapToInt(part -> part.length).sum();
        if (numbers.length != length) {
            throw new IllegalArgumentException("statistics of %s numbers, not %s".formatted(length, numbers.length));
        }
        int at = 0;
        for (int i = 0; i < parts.size(); i++) {
            double[] part = parts.get(i);
            System.arraycopy(numbers, at, part, 0, part.length);
            restored.get(i).run();
            at += part.length;
        }
    }
}
