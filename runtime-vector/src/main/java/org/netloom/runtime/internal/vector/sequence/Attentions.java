package org.netloom.runtime.internal.vector.sequence;

import static org.netloom.runtime.internal.vector.memory.Operands.inBlocks;
import static org.netloom.runtime.internal.vector.memory.Operands.written;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netloom.op.Attention;
import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.internal.vector.memory.Scratch;
import org.netloom.runtime.internal.vector.memory.VectorTensor;
import org.netloom.runtime.internal.vector.memory.Workers;
import org.netloom.runtime.internal.vector.pointwise.Softmaxes;
import org.netloom.runtime.internal.vector.weighted.DenseSteps;

/**
 * Self-attention: the maps of all steps are dense layers, and what is between them are products of matrices of each
 * example's own, lane by lane. The softmax is in tasks of its own, as in {@link Softmaxes}.
 */
final class Attentions implements AutoCloseable {
    private final Workers workers;
    private final DenseSteps dense;
    private final Scratch<Part> scratch = new Scratch<>(Part.class);
    private final Map<Attention, Plan> plans = new HashMap<>();
    private final AttentionTask.Scores scores = new AttentionTask.Scores();
    private final AttentionTask.Exponentials exponentials = new AttentionTask.Exponentials();
    private final AttentionTask.Mix mix = new AttentionTask.Mix();
    private final AttentionTask.OfQueries ofQueries = new AttentionTask.OfQueries();
    private final AttentionTask.OfKeysAndValues ofKeysAndValues = new AttentionTask.OfKeysAndValues();

    /** Gradients, by what their names say. */
    private enum Part {
        PROJECTED,
        SCORES,
        MIXED
    }

    /** The tables and the memory of a layer at the shapes that it has in its network. */
    final class Plan {
        final int steps;
        final int features;
        final int heads;
        final boolean causal;
        final AttentionTask.Products products;
        private final DenseSteps.Layer in;
        private final DenseSteps.Layer out;
        final VectorTensor dProjected;
        final VectorTensor dScores;
        final VectorTensor dMixed;

        private Plan(Attention op, int steps, int features) {
            this.steps = steps;
            this.features = features;
            heads = op.heads();
            causal = op.causal();
            products = new AttentionTask.Products(steps, features);
            in = dense.layer(steps, features, 3 * features);
            out = dense.layer(steps, features, features);
            dProjected = scratch.tensor(Part.PROJECTED, steps, 3 * features);
            dScores = scratch.tensor(Part.SCORES, heads, steps, steps);
            dMixed = scratch.tensor(Part.MIXED, steps, features);
        }

        /** E/heads. */
        int ofHead() {
            return features / heads;
        }

        private boolean fits(VectorTensor x) {
            return steps == x.channels() && features == x.pixels();
        }

        private void resize(int examples) {
            dProjected.resize(examples);
            dScores.resize(examples);
            dMixed.resize(examples);
        }
    }

    Attentions(Workers workers) {
        this.workers = workers;
        dense = new DenseSteps(workers);
    }

    void forward(Attention op, VectorTensor x, Attention.Weights weights, Attention.Kept kept, VectorTensor y) {
        Plan plan = plan(op, x);
        VectorTensor projected = written(kept.projected());
        VectorTensor shares = written(kept.shares());
        VectorTensor mixed = written(kept.mixed());
        dense.forward(plan.in, x, NdArray.of(weights.inWeight()), NdArray.ofNullable(weights.inBias()), projected);
        scores.of(plan, projected, shares);
        workers.run(scores);
        exponentials.of(plan, shares);
        workers.run(exponentials);
        mix.of(plan, projected, shares, mixed);
        workers.run(mix);
        dense.forward(plan.out, mixed, NdArray.of(weights.outWeight()), NdArray.ofNullable(weights.outBias()), y);
    }

    void backward(
            Attention op,
            VectorTensor x,
            Attention.Weights weights,
            Attention.Kept kept,
            VectorTensor dy,
            @Nullable VectorTensor dx,
            Attention.Weights dWeights) {
        Plan plan = plan(op, x);
        VectorTensor projected = inBlocks(kept.projected());
        VectorTensor shares = inBlocks(kept.shares());
        dense.backward(
                plan.out,
                inBlocks(kept.mixed()),
                NdArray.of(weights.outWeight()),
                dy,
                plan.dMixed,
                NdArray.of(dWeights.outWeight()),
                NdArray.ofNullable(dWeights.outBias()));
        ofQueries.of(plan, projected, shares);
        workers.run(ofQueries);
        ofKeysAndValues.of(plan, projected, shares);
        workers.run(ofKeysAndValues);
        dense.backward(
                plan.in,
                x,
                NdArray.of(weights.inWeight()),
                plan.dProjected,
                dx,
                NdArray.of(dWeights.inWeight()),
                NdArray.ofNullable(dWeights.inBias()));
    }

    private Plan plan(Attention op, VectorTensor x) {
        Plan plan = plans.get(op);
        if (plan == null || !plan.fits(x)) {
            plan = new Plan(op, x.channels(), x.pixels());
            plans.put(op, plan);
        }
        plan.resize(x.batch());
        return plan;
    }

    @Override
    public void close() {
        dense.close();
        scratch.close();
    }
}
