package org.netloom.runtime.internal.vector.sequence;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netloom.kernel.internal.TapSums;
import org.netloom.kernel.internal.TapSumsLoop;
import org.netloom.op.Recurrent;
import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.internal.vector.memory.Operands;
import org.netloom.runtime.internal.vector.memory.Scratch;
import org.netloom.runtime.internal.vector.memory.VectorTensor;
import org.netloom.runtime.internal.vector.memory.Workers;
import org.netloom.runtime.internal.vector.pointwise.ActivationCache;
import org.netloom.runtime.internal.vector.weighted.DenseSteps;
import org.netloom.runtime.internal.vector.weighted.WeightGradient;

/**
 * Recurrent layers: one product for the inputs of all steps, one with the state at each step, and the gates between them;
 * in the backward pass the gates and products of the steps from the last to the first, and then what sums over all steps.
 */
final class Recurrences implements AutoCloseable {
    private final Workers workers;
    private final ActivationCache curves;
    private final DenseSteps dense;
    private final Scratch<Part> scratch = new Scratch<>(Part.class);
    private final Map<Recurrent, Plan> plans = new HashMap<>();
    private final StepsTask.Forward forward = new StepsTask.Forward();
    private final StepsTask.Backward backward = new StepsTask.Backward();

    private enum Part {
        /** What the cell keeps, where there is no backward pass. */
        KEPT,
        /** The products with the state of a step. */
        PRODUCT,
        /** The gradients by the products with the input. */
        INPUT_GRADIENT,
        /** Those by the products with the state, where they are others. */
        STATE_GRADIENT,
        /** The gradient by the state after a step. */
        THROUGH,
        /** The gradient that goes to the step before beside the products. */
        CARRIED
    }

    /** The tables and the memory of a layer at the shapes that it has in its network. */
    final class Plan {
        final int steps;
        final int in;
        final int hidden;
        final Cell cell;
        final DenseSteps.Layer input;
        final WeightGradient ofState;
        /** To the products with the state before the first step: of nothing. */
        final TapSumsLoop fromNothing;

        final TapSumsLoop fromState;
        final TapSumsLoop toState;
        final VectorTensor unkept;
        final VectorTensor product;
        final VectorTensor dInput;
        final VectorTensor dState;
        final VectorTensor through;
        final VectorTensor carried;

        private Plan(Recurrent op, int steps, int in, int hidden) {
            this.steps = steps;
            this.in = in;
            this.hidden = hidden;
            int width = op.cell().gates() * hidden;
            int kept = Math.max(1, op.cell().kept()) * hidden;
            cell = Cell.of(op, hidden, curves);
            input = dense.layer(steps, in, width, kept);
            ofState = dense.weights(steps, 1, hidden, width);
            TapSums.Distances states = new TapSums.Distances(hidden, steps * hidden);
            TapSums.Distances products = new TapSums.Distances(width, width);
            fromNothing = new TapSumsLoop(TapSums.dense(1, 0, width, 1, hidden, states, products));
            fromState = new TapSumsLoop(TapSums.dense(1, hidden, width, 1, hidden, states, products));
            toState = new TapSumsLoop(TapSums.dense(
                    1,
                    width,
                    hidden,
                    hidden,
                    1,
                    new TapSums.Distances(width, steps * width),
                    new TapSums.Distances(hidden, hidden)));
            unkept = scratch.tensor(Part.KEPT, steps, kept);
            product = scratch.tensor(Part.PRODUCT, width);
            dInput = scratch.tensor(Part.INPUT_GRADIENT, steps, width);
            dState = cell.sumsOnly() ? dInput : scratch.tensor(Part.STATE_GRADIENT, steps, width);
            through = scratch.tensor(Part.THROUGH, hidden);
            carried = scratch.tensor(Part.CARRIED, hidden);
        }

        private boolean fits(VectorTensor x, VectorTensor y) {
            return steps == y.channels() && in == x.pixels() && hidden == y.pixels();
        }

        private void resize(int examples) {
            unkept.resize(examples);
            product.resize(examples);
            dInput.resize(examples);
            dState.resize(examples);
            through.resize(examples);
            carried.resize(examples);
        }
    }

    Recurrences(Workers workers, ActivationCache curves) {
        this.workers = workers;
        this.curves = curves;
        dense = new DenseSteps(workers);
    }

    void forward(Recurrent op, VectorTensor x, Recurrent.Weights weights, @Nullable VectorTensor kept, VectorTensor y) {
        Plan plan = plan(op, x, y);
        VectorTensor memory = op.cell().kept() == 0 ? y : kept == null ? plan.unkept : kept;
        dense.forward(plan.input, x, NdArray.of(weights.weightIh()), NdArray.ofNullable(weights.biasIh()), memory);
        forward.of(
                plan,
                memory,
                y,
                Operands.address(NdArray.of(weights.weightHh())),
                dense.start(NdArray.ofNullable(weights.biasHh())));
        forward.run(workers, plan);
    }

    void backward(
            Recurrent op,
            VectorTensor x,
            Recurrent.Weights weights,
            @Nullable VectorTensor kept,
            VectorTensor y,
            VectorTensor dy,
            @Nullable VectorTensor dx,
            Recurrent.Weights dWeights) {
        Plan plan = plan(op, x, y);
        backward.of(plan, kept == null ? y : kept, y, dy, Operands.address(NdArray.of(weights.weightHh())));
        backward.run(workers, plan);
        dense.backward(
                plan.input,
                x,
                NdArray.of(weights.weightIh()),
                plan.dInput,
                dx,
                NdArray.of(dWeights.weightIh()),
                NdArray.ofNullable(dWeights.biasIh()));
        dense.backward(
                plan.ofState, y, plan.dState, NdArray.of(dWeights.weightHh()), NdArray.ofNullable(dWeights.biasHh()));
    }

    private Plan plan(Recurrent op, VectorTensor x, VectorTensor y) {
        Plan plan = plans.get(op);
        if (plan == null || !plan.fits(x, y)) {
            plan = new Plan(op, y.channels(), x.pixels(), y.pixels());
            plans.put(op, plan);
        }
        plan.resize(y.batch());
        return plan;
    }

    @Override
    public void close() {
        dense.close();
        scratch.close();
    }
}
