package org.netloom.runtime.inspect;

/** Smallest, mean and largest of some values. */
public record Spread(double min, double mean, double max) {
    static Spread of(double[] values) {
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        double sum = 0;
        for (double value : values) {
            min = Math.min(min, value);
            max = Math.max(max, value);
            sum += value;
        }
        return new Spread(min, sum / values.length, max);
    }
}
