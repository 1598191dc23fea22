package org.netloom.runtime.internal.vector.weighted;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.kernel.internal.TapSums;
import org.netloom.kernel.internal.WeightProducts;
import org.netloom.kernel.internal.WeightSums;
import org.netloom.runtime.internal.vector.memory.Operands;
import org.netloom.runtime.internal.vector.memory.VectorTensor;
import org.netloom.runtime.internal.vector.memory.Workers;

/** The dense layers that layers of sequences are made of, at all steps at once. */
public final class DenseSteps implements AutoCloseable {
    private final LayerSums sums;

    /** The tables of one of them, from [T,in] to [T,out]. */
    public record Layer(WeightedSum forward, WeightedSum backward, WeightGradient weights) {}

    public DenseSteps(Workers workers) {
        sums = new LayerSums(workers);
    }

    /** A layer whose steps follow one another. */
    public Layer layer(int steps, int in, int out) {
        return layer(steps, in, out, out);
    }

    /** A layer whose output of a step is in the first of {@code width} vectors, and the gradient by it in {@code out}. */
    public Layer layer(int steps, int in, int out, int width) {
        return new Layer(
                LayerSums.taps(TapSums.dense(
                        steps,
                        in,
                        out,
                        1,
                        in,
                        new TapSums.Distances(in, steps * in),
                        new TapSums.Distances(width, steps * width))),
                LayerSums.taps(TapSums.dense(steps, out, in, in, 1)),
                weights(steps, 0, in, out));
    }

    /** The gradient by weights that lead to each step from the one {@code behind} steps before. */
    public WeightGradient weights(int steps, int behind, int in, int out) {
        return WeightProducts.suits(in, steps)
                ? sums.products(WeightProducts.dense(steps, behind, in, out))
                : sums.sums(WeightSums.dense(steps, behind, in, out));
    }

    public void forward(Layer layer, VectorTensor x, INDArray weight, @Nullable INDArray bias, VectorTensor y) {
        sums.forward(layer.forward, x, weight, bias, null, y);
    }

    /** All gradients; {@code dx} is null where nobody needs it. */
    public void backward(
            Layer layer,
            VectorTensor x,
            INDArray weight,
            VectorTensor dy,
            @Nullable VectorTensor dx,
            INDArray dWeight,
            @Nullable INDArray dBias) {
        Workers.Task weights = layer.weights.begin(x, dy, Operands.address(dWeight));
        sums.backward(weights, dy, dBias, LayerSums.input(layer.backward, dy, weight, dx));
    }

    /** Gradients by weights that lead from x to y, and by the bias, the sum of dy over all steps and examples. */
    public void backward(
            WeightGradient weights, VectorTensor x, VectorTensor dy, INDArray dWeight, @Nullable INDArray dBias) {
        sums.backward(weights.begin(x, dy, Operands.address(dWeight)), dy, dBias, null);
    }

    /** See {@link LayerSums#start}. */
    public long start(@Nullable INDArray bias) {
        return sums.start(bias);
    }

    @Override
    public void close() {
        sums.close();
    }
}
