package org.netloom.runtime.statistics;

import org.netloom.runtime.statistics.MovingStatistics.Variance;

/** See {@link Estimator#cumulative}. */
record Cumulative(Variance variance) implements Estimator {
    @Override
    public Estimator unbiased() {
        return new Cumulative(Variance.UNBIASED);
    }

    @Override
    public MovingStatistics create(Arrays arrays, int channels) {
        return new CumulativeAverage(
                Running.mean(arrays, channels), Running.variance(arrays, channels), variance, Running.count(arrays));
    }
}
