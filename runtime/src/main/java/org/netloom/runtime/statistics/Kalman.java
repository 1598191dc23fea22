package org.netloom.runtime.statistics;

import org.jspecify.annotations.Nullable;
import org.netloom.runtime.parameter.Role;
import org.netloom.runtime.statistics.MovingStatistics.Variance;

/** See {@link Estimator#kalman} and {@link Estimator#kalmanWithNoise}. */
record Kalman(double smoothing, @Nullable Double processNoise, Variance variance) implements Estimator {
    @Override
    public Estimator unbiased() {
        return new Kalman(smoothing, processNoise, Variance.UNBIASED);
    }

    @Override
    public MovingStatistics create(Arrays arrays, int channels) {
        return new KalmanFilter(
                Running.mean(arrays, channels),
                Running.variance(arrays, channels),
                variance,
                Running.count(arrays),
                uncertainty(arrays, "running_mean", channels),
                uncertainty(arrays, "running_var", channels),
                smoothing,
                processNoise);
    }

    private static KalmanFilter.Uncertainty uncertainty(Arrays arrays, String of, int channels) {
        return new KalmanFilter.Uncertainty(
                arrays.array(of + "_error", Role.ESTIMATOR, channels),
                arrays.array(of + "_jump", Role.ESTIMATOR, channels),
                arrays.array(of + "_turn", Role.ESTIMATOR, channels));
    }
}
