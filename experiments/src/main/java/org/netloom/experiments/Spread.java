package org.netloom.experiments;

import java.util.Arrays;

/**
 * How values scatter.
 *
 * @param count of the values that are numbers
 * @param of how many there are in all
 * @param mean NaN where there is none
 * @param deviation the standard deviation, with n - 1; NaN of fewer than two
 */
record Spread(int count, int of, double mean, double deviation, double least, double greatest) {

    static Spread of(double... values) {
        double[] numbers = Arrays.stream(values).filter(Double::isFinite).toArray();
        int n = numbers.length;
        double mean = Arrays.stream(numbers).sum() / n;
        double squares =
                Arrays.stream(numbers).map(x -> (x - mean) * (x - mean)).sum();
        return new Spread(
                n,
                values.length,
                mean,
                n < 2 ? Double.NaN : Math.sqrt(squares / (n - 1)),
                Arrays.stream(numbers).min().orElse(Double.NaN),
                Arrays.stream(numbers).max().orElse(Double.NaN));
    }
}
