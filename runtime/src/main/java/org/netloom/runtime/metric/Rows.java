package org.netloom.runtime.metric;

import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** What metrics have in common. */
final class Rows {
    private Rows() {}

    /** The first of the largest. */
    static int argmax(double[] row) {
        int best = 0;
        for (int k = 1; k < row.length; k++) {
            if (row[k] > row[best]) {
                best = k;
            }
        }
        return best;
    }

    /** Whether a label's number, 0 or 1 or a part of it, says yes. */
    static boolean yes(double target) {
        return target >= 0.5;
    }

    /** The logarithm of the sum of the exponentials, none of which overflows. */
    static double logSumExp(double[] row) {
        double max = row[argmax(row)];
        double sum = 0;
        for (double value : row) {
            sum += Math.exp(value - max);
        }
        return Math.log(sum) + max;
    }

    /** The mean of those that are numbers; NaN where none is. */
    static double mean(List<Double> parts) {
        return parts.stream()
                .mapToDouble(Double::doubleValue)
                .filter(value -> !Double.isNaN(value))
                .average()
                .orElse(Double.NaN);
    }

    /** A part for each column. */
    static List<Double> parts(int columns, IntToDoubleFunction part) {
        return IntStream.range(0, columns).mapToDouble(part).boxed().toList();
    }
}
