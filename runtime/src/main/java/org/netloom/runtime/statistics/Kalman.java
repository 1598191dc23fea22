package org.netloom.runtime.statistics;

import org.jspecify.annotations.Nullable;
import org.netloom.runtime.parameter.Role;
import org.netloom.runtime.statistics.KalmanFilter.Noise;
import org.netloom.runtime.statistics.MovingStatistics.Variance;

/**
 * See {@link Estimator#kalman} and {@link Estimator#kalmanWithNoise}.
 *
 * @param control whether the mean follows the weights of a layer
 * @param layer whose weights those are; null for none
 */
record Kalman(
        Noise noise,
        boolean control,
        Variance variance,
        @Nullable Linear layer) implements Estimator {
    @Override
    public Estimator unbiased() {
        return new Kalman(noise, control, Variance.UNBIASED, layer);
    }

    @Override
    public Estimator through(Linear before) {
        return control ? new Kalman(noise, true, variance, before) : this;
    }

    @Override
    public MovingStatistics create(Arrays arrays, int channels) {
        ChannelValues mean = new ChannelValues(Running.mean(arrays, channels));
        return new KalmanFilter(
                mean,
                Running.variance(arrays, channels),
                variance,
                Running.count(arrays),
                uncertainty(arrays, "running_mean", channels),
                uncertainty(arrays, "running_var", channels),
                noise,
                layer == null ? null : Running.projected(arrays, mean, layer));
    }

    private static KalmanFilter.Uncertainty uncertainty(Arrays arrays, String of, int channels) {
        return new KalmanFilter.Uncertainty(
                arrays.array(of + "_error", Role.ESTIMATOR, channels),
                arrays.array(of + "_jump", Role.ESTIMATOR, channels),
                arrays.array(of + "_turn", Role.ESTIMATOR, channels));
    }
}
