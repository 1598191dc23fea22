package org.netloom.runtime.train;

import java.util.stream.DoubleStream;

/**
 * A figure over several trainings.
 *
 * @param count of the trainings
 * @param standardDeviation of a sample, over count - 1; NaN of one training
 */
public record Spread(int count, double mean, double standardDeviation) {

    /** Of these numbers; NaN throughout where there is none, or one that is none. */
    static Spread of(DoubleStream numbers) {
        double[] all = numbers.toArray();
        double mean = DoubleStream.of(all).average().orElse(Double.NaN);
        // Differences from the mean, so that a large one costs no digits.
        double squares = DoubleStream.of(all).map(x -> (x - mean) * (x - mean)).sum();
        return new Spread(all.length, mean, all.length < 2 ? Double.NaN : Math.sqrt(squares / (all.length - 1)));
    }
}
