package org.netloom.runtime.statistics;

import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.parameter.Role;
import org.netloom.runtime.statistics.MovingStatistics.Variance;

/**
 * How moving statistics follow from a stream of batches: what {@code stats = …} of a bn says. All but {@link #ema} let
 * the first batch count whole, whatever the starting values.
 */
public sealed interface Estimator permits Ema, Cumulative, Kalman, Frozen {

    /**
     * The exponential moving average, {@code moving = decay * moving + (1 - decay) * batch}.
     *
     * @param decay the weight of the OLD value, in [0, 1]
     */
    static Estimator ema(double decay) {
        return new Ema(decay, Variance.BIASED);
    }

    /** The mean of all batches: gain 1/k. */
    static Estimator cumulative() {
        return new Cumulative(Variance.BIASED);
    }

    /**
     * A Kalman filter for each channel, its noise estimated from the batches.
     *
     * @param smoothing the weight of the old value in that estimate, in [0, 1)
     */
    static Estimator kalman(double smoothing) {
        return new Kalman(smoothing, null, Variance.BIASED);
    }

    /**
     * A Kalman filter with a process noise of this many times the sampling error: with 0 the cumulative mean, otherwise
     * soon a moving average of constant gain.
     */
    static Estimator kalmanWithNoise(double processNoise) {
        return new Kalman(0, processNoise, Variance.BIASED);
    }

    /** Statistics that stay as they are, for layers that are not trained any more. */
    static Estimator frozen() {
        return new Frozen();
    }

    /** The same with the unbiased variance of each batch. */
    Estimator unbiased();

    /**
     * Makes the statistics of one layer.
     *
     * @param channels C
     */
    MovingStatistics create(Arrays arrays, int channels);

    /** Makes parameters of the layer at hand. */
    interface Arrays {
        /** @param name in the layer: {@code running_mean} */
        NdArray array(String name, Role role, int length);
    }
}
