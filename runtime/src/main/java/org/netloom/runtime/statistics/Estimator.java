package org.netloom.runtime.statistics;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netloom.op.LinearOp;
import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.parameter.Role;
import org.netloom.runtime.statistics.KalmanFilter.Noise;
import org.netloom.runtime.statistics.MovingStatistics.Variance;

/**
 * How moving statistics follow from a stream of batches: what {@code stats = …} of a bn says. All but {@link #ema} let
 * the first batch count whole, whatever the starting values.
 */
public sealed interface Estimator permits Ema, Cumulative, Projected, Kalman, Frozen {

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
     * The exponential moving average, whose mean follows the weights of the linear layer before: {@link #ema} of the layer's
     * inputs, through the weights of now. Where nothing says {@link #through} which layer, the plain average.
     *
     * @param decay the weight of the OLD value, in [0, 1]
     */
    static Estimator projected(double decay) {
        return new Projected(decay, Variance.BIASED, null);
    }

    /**
     * A Kalman filter for each channel, its noise estimated from the batches.
     *
     * @param smoothing the weight of the old value in that estimate, in [0, 1)
     */
    static Estimator kalman(double smoothing) {
        return kalman(smoothing, false);
    }

    /**
     * The same filter with a control input, if so: before each batch its mean moves as the weights of the linear layer before
     * have moved it, as {@link #projected} does.
     */
    static Estimator kalman(double smoothing, boolean control) {
        return new Kalman(new Noise(smoothing, null), control, Variance.BIASED, null);
    }

    /**
     * A Kalman filter with a process noise of this many times the sampling error: with 0 the cumulative mean, otherwise
     * soon a moving average of constant gain.
     */
    static Estimator kalmanWithNoise(double processNoise) {
        return kalmanWithNoise(processNoise, false);
    }

    /** The same filter with a control input, if so: see {@link #kalman(double, boolean)}. */
    static Estimator kalmanWithNoise(double processNoise, boolean control) {
        return new Kalman(new Noise(0, processNoise), control, Variance.BIASED, null);
    }

    /** Statistics that stay as they are, for layers that are not trained any more. */
    static Estimator frozen() {
        return new Frozen();
    }

    /** The same with the unbiased variance of each batch. */
    Estimator unbiased();

    /** The same of what this layer puts out: an estimator that follows weights follows these, any other is as it was. */
    default Estimator through(Linear layer) {
        return this;
    }

    /**
     * {@link #through(Linear)}, for generated constructors.
     *
     * @param x the shape of an example that comes in
     */
    default Estimator through(LinearOp<?> op, NdArray weight, @Nullable NdArray bias, Integer... x) {
        return through(new Linear(op, weight, bias, List.of(x)));
    }

    /**
     * A layer that is linear in its weights.
     *
     * @param weight in PyTorch's shape
     * @param x the shape of an example that comes in
     */
    record Linear(LinearOp<?> op, NdArray weight, @Nullable NdArray bias, List<Integer> x) {
        public Linear {
            x = List.copyOf(x);
        }
    }

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

        /** Counts the changes of the network's parameters. */
        default long revision() {
            return 0;
        }
    }
}
