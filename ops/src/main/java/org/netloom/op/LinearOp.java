package org.netloom.op;

import java.util.List;
import java.util.function.IntToDoubleFunction;

/**
 * A layer that is linear in its weights: {@code y[o] = Σ_t weight[o][t] x[t] + bias[o]}, where the taps t are the inputs
 * that one output is the sum of. So the mean of an output is that sum of the means of the inputs, over the batch and over
 * all places that the layer puts an output out for.
 *
 * @param <K> the interface of its kernels
 */
public interface LinearOp<K> extends Op<K> {
    /**
     * What its weights are multiplied with.
     *
     * @param x the shape of an example
     */
    Taps taps(List<Integer> x);

    /**
     * {@code Σ_t weight[output][t] means[t]}, the mean of an output but for its bias.
     *
     * @param weightShape PyTorch's
     * @param weight by its place in row-major order
     * @param means of {@link Taps#means}
     */
    double outputMean(int output, List<Integer> weightShape, IntToDoubleFunction weight, double[] means);
}
