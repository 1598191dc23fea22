package org.netloom.runtime.statistics;

import org.jspecify.annotations.Nullable;
import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.statistics.MovingStatistics.Variance;

/**
 * See {@link Estimator#projected}.
 *
 * @param layer whose weights the mean follows; null for none, which is the plain average
 */
record Projected(double decay, Variance variance, @Nullable Linear layer) implements Estimator {
    @Override
    public Estimator unbiased() {
        return new Projected(decay, Variance.UNBIASED, layer);
    }

    @Override
    public Estimator through(Linear before) {
        return new Projected(decay, variance, before);
    }

    @Override
    public MovingStatistics create(Arrays arrays, int channels) {
        if (layer == null) {
            return new Ema(decay, variance).create(arrays, channels);
        }
        ChannelValues mean = new ChannelValues(Running.mean(arrays, channels));
        NdArray ofVariance = Running.variance(arrays, channels);
        NdArray count = Running.count(arrays);
        ProjectedMean projected = Running.projected(arrays, mean, layer);
        return new ProjectedAverage(projected, ofVariance, variance, count, decay);
    }
}
