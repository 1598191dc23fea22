package org.netloom.runtime;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.netloom.op.Add;
import org.netloom.op.BatchNorm;
import org.netloom.op.BatchStatistics;
import org.netloom.op.Site;
import org.netloom.op.Tensor;
import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.engine.ThreadGuard.Turn;
import org.netloom.runtime.optim.Optimizer;
import org.netloom.runtime.optim.OptimizerConfig;
import org.netloom.runtime.parameter.Gradient;
import org.netloom.runtime.parameter.Parameter;
import org.netloom.runtime.statistics.MovingStatistics;

/**
 * Forward and backward through a network in training mode: batch normalization uses the batch's statistics and updates
 * the moving ones, dropout drops.
 *
 * <p>A step is {@code forward}, a loss that writes its gradient into {@link #outputGradient}, and {@link
 * #backward(Optimizer)}, which moves the parameters in the backward pass. Who looks at {@link #gradients} or changes them
 * calls {@link #backward()} and, when that is done, {@link Optimizer#step}: the parameters become the same, to the last
 * bit.
 */
public abstract class TrainingPass extends TracedPass {
    private final Network network;
    private final List<Gradient> gradients = new ArrayList<>();
    /** Those of parameters that are not frozen. */
    private final List<Gradient> moving = new ArrayList<>();

    private final List<Gradient> movingView = Collections.unmodifiableList(moving);
    private final List<NdArray> scratch = new ArrayList<>();
    private final List<LayerStatistics> layerStatistics = new ArrayList<>();
    private final Add.Kernel sum;
    private long seed;
    private long step;
    private boolean hasOptimizer;
    /** What moves the parameters in this backward pass; null where nothing does. */
    private @Nullable Optimizer optimizer;
    /** How many of the gradients are not ready yet in this backward pass. */
    private int unready;
    /** How many of those that the optimizer takes are not. */
    private int unmoved;

    /**
     * What the last batch said at a batch normalization, and the moving statistics that took it in.
     *
     * @param valuesOfExample how many values of a channel one example has: 1 of a vector, H·W of an image
     */
    public record LayerStatistics(BatchNorm op, int valuesOfExample, BatchStatistics batch, MovingStatistics moving) {
        /** Where the layer stands. */
        public Site site() {
            return op.site();
        }

        /** Whether a batch of so many examples leaves the layer, or a part of the batch, without a variance. */
        public boolean refuses(int examples) {
            return examples / op.parts(examples) * valuesOfExample == 1;
        }
    }

    protected TrainingPass(Network network) {
        super(network);
        this.network = network;
        this.sum = kernel(Add.of(network.name(), "backward"));
    }

    /** Where the gradient of the loss by the output goes before {@link #backward}. */
    public abstract Tensor outputGradient();

    /** Computes all gradients for the batch that {@link #forward} saw last; they replace the former ones. */
    public final void backward() {
        try (Turn turn = enter()) {
            giveUpOutputs();
            runBackward();
        }
    }

    /** For generated code: {@link #backward()}, layer by layer. */
    protected abstract void runBackward();

    /**
     * Computes all gradients and moves each layer's parameters as soon as their gradients are final and nothing on the rest
     * of the backward pass reads them: while a cache still has the gradients. Those serve as scratch, and what they hold
     * afterwards means nothing. Where it fails, some of the parameters have moved.
     *
     * @param optimizer one of this pass
     */
    public final void backward(Optimizer optimizer) {
        if (optimizer.gradients() != movingView) {
            throw new IllegalArgumentException("an optimizer of another pass");
        }
        try (Turn turn = enter()) {
            giveUpOutputs();
            optimizer.begin();
            this.optimizer = optimizer;
            unready = gradients.size();
            unmoved = moving.size();
            try {
                runBackward();
            } finally {
                this.optimizer = null;
            }
            if (unready != 0) {
                throw new IllegalStateException("the backward pass leaves out "
                        + gradients.get(unready - 1).parameter());
            }
        }
    }

    /**
     * Leaves parameters out of {@link #gradients}, so that nothing moves them. A backward pass computes their gradients all the
     * same, and nobody sees them.
     *
     * @throws IllegalStateException if an optimizer was made, which has gradients of them
     */
    public final void freeze(Predicate<Parameter> frozen) {
        if (hasOptimizer) {
            throw new IllegalStateException("an optimizer has the gradients by now; freeze before it is made");
        }
        moving.removeIf(gradient -> frozen.test(gradient.parameter()));
    }

    /** The gradients of parameters that are not {@linkplain #freeze frozen}, in the order of the parameters. */
    public final List<Gradient> gradients() {
        return movingView;
    }

    /** The optimizer of this configuration for all parameters that this pass trains, but for {@linkplain #freeze frozen} ones. Close it before the pass. */
    public final Optimizer optimizer(OptimizerConfig config) {
        hasOptimizer = true;
        return config.optimizer(movingView, engine);
    }

    /** The statistics of the last batch at each batch normalization that uses them, in forward order. */
    public final List<LayerStatistics> layerStatistics() {
        return Collections.unmodifiableList(layerStatistics);
    }

    /** Chooses the stream of random numbers that dropout draws from. */
    public final void seed(long seed) {
        seed(seed, 0);
    }

    /** The same as it is behind so many steps. */
    public final void seed(long seed, long steps) {
        try (Turn turn = enter()) {
            this.seed = seed;
            this.step = steps;
        }
    }

    @Override
    void closeArrays() {
        gradients.forEach(gradient -> gradient.value().close());
        scratch.forEach(NdArray::close);
    }

    /** For generated fields: the gradient of this parameter. */
    protected final NdArray gradient(NdArray parameter) {
        Parameter owner = network.parameters().stream()
                .filter(candidate -> candidate.array() == parameter)
                .findFirst()
                .orElseThrow();
        NdArray value = engine.zeros(parameter.values().shape());
        Gradient gradient = new Gradient(owner, value);
        gradients.add(gradient);
        moving.add(gradient);
        return value;
    }

    /**
     * For generated fields: room for what a batch says at a batch normalization.
     *
     * @param valuesOfExample how many values of a channel one example has
     */
    protected final BatchStatistics batchStatistics(BatchNorm op, int valuesOfExample, MovingStatistics moving) {
        BatchStatistics batch =
                new BatchStatistics(moving.mean().shape().get(0), moving.needsExampleVariance(), moving.inputTaps());
        layerStatistics.add(new LayerStatistics(op, valuesOfExample, batch, moving));
        return batch;
    }

    /** For generated fields: what one more layer contributes to the gradient of a parameter that layers share. */
    protected final NdArray sharedGradient(NdArray parameter) {
        NdArray value = engine.zeros(parameter.values().shape());
        scratch.add(value);
        return value;
    }

    /** For generated code: adds what one more layer contributes to the gradient of a value that several layers take. */
    protected final void addTo(Tensor gradient, Tensor contribution) {
        sum.forward(gradient, contribution, gradient);
    }

    /** For generated code: adds the contribution of one more layer to the gradient of a parameter that they share. */
    protected static void addTo(NdArray gradient, NdArray contribution) {
        gradient.values().addi(contribution.values());
    }

    /**
     * For generated code: this gradient is final, and nothing that follows in the backward pass reads its parameter. The layers'
     * gradients become ready in the order of the backward pass, which is that of the parameters the other way round.
     */
    protected final void ready(NdArray gradient) {
        Optimizer taking = optimizer;
        if (taking == null) {
            return;
        }
        unready--;
        if (unready < 0 || gradients.get(unready).value() != gradient) {
            throw new IllegalStateException("a gradient is ready out of turn");
        }
        if (unmoved > 0 && moving.get(unmoved - 1).value() == gradient) {
            unmoved--;
            taking.update(unmoved);
        }
    }

    /** For generated code: {@link #ready(NdArray)} of a layer's gradients, in the order of the parameters. */
    protected final void ready(NdArray first, NdArray second) {
        ready(second);
        ready(first);
    }

    /** For generated code: {@link #ready(NdArray)} of a layer's gradients, in the order of the parameters. */
    protected final void ready(NdArray first, NdArray second, NdArray third, NdArray fourth) {
        ready(third, fourth);
        ready(first, second);
    }

    /** For generated code: starts a step, so that each has random numbers of its own. */
    protected final void nextStep() {
        step++;
        network.parametersChanged(); // the moving statistics
    }

    /** For generated code: the seed of the {@code ordinal}-th random operation of this step. */
    protected final long seed(int ordinal) {
        // SplitMix64's mixing of three counters: streams of neighboring steps and layers have nothing in common.
        long z = seed + 0x9E3779B97F4A7C15L * (step * 1_000_003L + ordinal);
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
