package org.netloom.runtime.statistics;

import org.netloom.runtime.statistics.MovingStatistics.Variance;

/** See {@link Estimator#ema}. */
record Ema(double decay, Variance variance) implements Estimator {
    @Override
    public Estimator unbiased() {
        return new Ema(decay, Variance.UNBIASED);
    }

    @Override
    public MovingStatistics create(Arrays arrays, int channels) {
        return new ExponentialAverage(
                Running.mean(arrays, channels), Running.variance(arrays, channels), variance, decay);
    }
}
