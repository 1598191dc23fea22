package org.netloom.runtime.internal.vector.weighted;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.kernel.internal.ActivationLoops;
import org.netloom.kernel.internal.Axis;
import org.netloom.kernel.internal.Extent;
import org.netloom.kernel.internal.TapSums;
import org.netloom.kernel.internal.WeightProducts;
import org.netloom.kernel.internal.WeightSums;
import org.netloom.kernel.internal.WinogradForm;
import org.netloom.kernel.internal.WinogradGradient;
import org.netloom.kernel.internal.WinogradLoop;
import org.netloom.op.Conv2d;
import org.netloom.op.ConvTranspose2d;
import org.netloom.op.Dense;
import org.netloom.op.Op;
import org.netloom.runtime.internal.vector.memory.Operands;
import org.netloom.runtime.internal.vector.memory.Recipe;
import org.netloom.runtime.internal.vector.memory.VectorMemory;
import org.netloom.runtime.internal.vector.memory.VectorTensor;
import org.netloom.runtime.internal.vector.memory.Workers;

/** The layers with weights: convolutions, their transposes and dense layers, forward and backward. */
final class WeightedLayers implements AutoCloseable {
    private final Workers workers;
    private final Map<Op<?>, Plan> plans = new HashMap<>();
    private final LayerSums sums;
    private final VectorMemory transformed = new VectorMemory();
    private final VectorMemory scratch = new VectorMemory();
    private final VectorMemory scratchOfWeights = new VectorMemory();

    /**
     * The tables of an operation at the shapes that it has in its network.
     *
     * @param x, y the shapes
     * @param turned whether the weights' gradient has x and dy in each other's place
     */
    private record Plan(
            List<Integer> x,
            List<Integer> y,
            WeightedSum forward,
            WeightedSum backward,
            WeightGradient weights,
            boolean turned) {
        boolean fits(VectorTensor in, VectorTensor out) {
            return in.hasShape(x) && out.hasShape(y);
        }
    }

    WeightedLayers(Workers workers) {
        this.workers = workers;
        sums = new LayerSums(workers);
        transformed.reserve(1);
        scratch.reserve(1);
        scratchOfWeights.reserve(1);
    }

    /** @param curve the function that follows in the same pass; null where none does */
    void forward(
            Op<?> op,
            VectorTensor x,
            INDArray weight,
            @Nullable INDArray bias,
            @Nullable ActivationLoops curve,
            VectorTensor y) {
        sums.forward(plan(op, x, y).forward, x, weight, bias, curve, y);
    }

    /** Says of a tensor that it is what {@link #forward} would make of x, without a function. */
    void leaveOut(VectorTensor between, Op<?> op, VectorTensor x, INDArray weight, @Nullable INDArray bias) {
        Again again = between.recipe() instanceof Again known && known.x == x && known.weight == weight
                ? known
                : new Again(this, op, x, weight, bias);
        between.leaveOut(again);
    }

    private record Again(
            WeightedLayers linear,
            Op<?> op,
            VectorTensor x,
            INDArray weight,
            @Nullable INDArray bias) implements Recipe {
        @Override
        public void compute(VectorTensor into) {
            x.complete();
            linear.forward(op, x, weight, bias, null, into);
        }
    }

    void backward(
            Op<?> op,
            VectorTensor x,
            INDArray weight,
            VectorTensor dy,
            @Nullable VectorTensor dx,
            INDArray dWeight,
            @Nullable INDArray dBias) {
        Plan plan = plan(op, x, dy);
        Workers.Task weights =
                plan.weights.begin(plan.turned ? dy : x, plan.turned ? x : dy, Operands.address(dWeight));
        sums.backward(weights, dy, dBias, LayerSums.input(plan.backward, dy, weight, dx));
    }

    private Plan plan(Op<?> op, VectorTensor x, VectorTensor y) {
        Plan known = plans.get(op);
        if (known != null && known.fits(x, y)) {
            return known;
        }
        Plan made = switch (op) {
            case Conv2d conv -> plan(conv, x, y);
            case ConvTranspose2d conv -> plan(conv, x, y);
            case Dense dense -> plan(x, y);
            default -> throw new IllegalArgumentException("no weights in " + op);
        };
        plans.put(op, made);
        return made;
    }

    private Plan plan(Conv2d op, VectorTensor x, VectorTensor y) {
        int in = x.channels() / op.groups();
        int out = y.channels() / op.groups();
        TapSums.Window kernel =
                new TapSums.Window(op.kernel().height(), op.kernel().width());
        Extent rows = Extent.rows(op, x.height());
        Extent columns = Extent.columns(op, x.width());
        WinogradForm form = WinogradForm.of(op, in, out, rows, columns);
        if (form != null) {
            return new Plan(
                    x.shape(),
                    y.shape(),
                    winograd(new WinogradLoop(form, in, out, rows, columns, false)),
                    winograd(new WinogradLoop(form, out, in, rows.backward(), columns.backward(), true)),
                    op.algorithm() == Conv2d.Algorithm.AUTO && !WinogradGradient.suits(in)
                            ? convolution(1, in, out, rows, columns)
                            : winograd(new WinogradGradient(form, in, out, rows, columns)),
                    false);
        }
        return new Plan(
                x.shape(),
                y.shape(),
                LayerSums.taps(TapSums.convolution(
                        op.groups(), in, out, Axis.forward(rows), Axis.forward(columns), window(x), kernel)),
                LayerSums.taps(TapSums.transposed(
                        op.groups(), out, in, Axis.backward(rows), Axis.backward(columns), window(y), kernel)),
                convolution(op.groups(), in, out, rows, columns),
                false);
    }

    /** A transposed convolution is the backward pass of the convolution that leads from y to x. */
    private Plan plan(ConvTranspose2d op, VectorTensor x, VectorTensor y) {
        int in = x.channels();
        int out = y.channels();
        TapSums.Window kernel =
                new TapSums.Window(op.kernel().height(), op.kernel().width());
        Extent rows = new Extent(
                y.height(),
                x.height(),
                op.kernel().height(),
                op.stride().height(),
                op.pad().height(),
                1);
        Extent columns = new Extent(
                y.width(),
                x.width(),
                op.kernel().width(),
                op.stride().width(),
                op.pad().width(),
                1);
        return new Plan(
                x.shape(),
                y.shape(),
                LayerSums.taps(
                        TapSums.transposed(1, in, out, Axis.backward(rows), Axis.backward(columns), window(x), kernel)),
                LayerSums.taps(
                        TapSums.convolution(1, out, in, Axis.forward(rows), Axis.forward(columns), window(y), kernel)),
                convolution(1, out, in, rows, columns),
                true);
    }

    private Plan plan(VectorTensor x, VectorTensor y) {
        boolean sequence = x.shape().size() == 2;
        int steps = sequence ? x.shape().get(0) : 1;
        int in = x.elements() / steps;
        int out = y.elements() / steps;
        return new Plan(
                x.shape(),
                y.shape(),
                LayerSums.taps(TapSums.dense(steps, in, out, 1, in)),
                LayerSums.taps(TapSums.dense(steps, out, in, in, 1)),
                WeightProducts.suits(in, steps)
                        ? sums.products(WeightProducts.dense(steps, in, out))
                        : sums.sums(WeightSums.dense(steps, in, out)),
                false);
    }

    private WeightGradient convolution(int groups, int in, int out, Extent rows, Extent columns) {
        return groups == 1 && WeightProducts.suits(in, rows.in() * columns.in())
                ? sums.products(WeightProducts.convolution(in, out, rows, columns))
                : sums.sums(WeightSums.convolution(groups, in, out, rows, columns));
    }

    private WeightedSum winograd(WinogradLoop loop) {
        return new WeightedSum.ByWinograd(workers, loop, transformed, scratch);
    }

    private WeightGradient winograd(WinogradGradient gradient) {
        return new WeightGradient.ByWinograd(
                workers,
                gradient,
                new WeightGradient.ByWinograd.Memories(sums.turned(), transformed, sums.products(), scratchOfWeights));
    }

    private static TapSums.Window window(VectorTensor tensor) {
        return new TapSums.Window(tensor.height(), tensor.width());
    }

    @Override
    public void close() {
        sums.close();
        transformed.close();
        scratch.close();
        scratchOfWeights.close();
    }
}
