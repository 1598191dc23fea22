package org.netloom.runtime.optim;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.engine.ThreadGuard.Turn;
import org.netloom.runtime.exception.ClosedException;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.parameter.Gradient;

/**
 * What all optimizers have in common: whose gradients they take, that they are open, and what they keep of each. One of
 * somebody's own says how a step begins and how a parameter moves.
 */
public abstract class PassOptimizer implements Optimizer {
    private final Engine engine;
    private final List<Gradient> gradients;
    private final Map<String, NdArray> state = new LinkedHashMap<>();
    private double learningRate;
    private long steps;
    private boolean closed;

    /**
     * @param config whose learning rate it begins with
     * @param gradients those of a pass on this engine
     */
    protected PassOptimizer(OptimizerConfig config, List<Gradient> gradients, Engine engine) {
        this.learningRate = config.learningRate();
        this.gradients = gradients;
        this.engine = engine;
    }

    /** What computes. */
    protected final Engine engine() {
        return engine;
    }

    @Override
    public final List<Gradient> gradients() {
        return gradients;
    }

    @Override
    public final void learningRate(double rate) {
        if (!(rate >= 0) || Double.isInfinite(rate)) {
            throw new NetworkException("a learning rate is a number from 0 on, not " + rate);
        }
        try (Turn turn = enter()) {
            learningRate = rate;
        }
    }

    /** The size of the step at hand. */
    protected final double learningRate() {
        return learningRate;
    }

    /** The number of the step at hand, from 1. */
    @Override
    public final long steps() {
        return steps;
    }

    @Override
    public final Map<String, NdArray> state() {
        return Collections.unmodifiableMap(state);
    }

    @Override
    public final void resume(long done) {
        try (Turn turn = enter()) {
            steps = done;
        }
    }

    @Override
    public final void begin() {
        try (Turn turn = enter()) {
            steps++;
            beginStep();
        }
    }

    @Override
    public final void update(int gradient) {
        try (Turn turn = enter()) {
            Gradient moving = gradients.get(gradient);
            moving.parameter().changed();
            move(gradient, moving.parameter().array(), moving.value());
        }
    }

    @Override
    public final void step() {
        try (Turn turn = enter()) {
            begin();
            for (int i = 0; i < gradients.size(); i++) {
                update(i);
            }
        }
    }

    /** Computes what is the same for all parameters of the step of number {@link #steps}. */
    protected abstract void beginStep();

    /**
     * Moves a parameter.
     *
     * @param i the gradient's index
     * @param gradient serves as scratch; what it holds afterwards means nothing
     */
    protected abstract void move(int i, NdArray parameter, NdArray gradient);

    /**
     * Zeros of each gradient's shape and type, which checkpoints keep, and which go when the optimizer is closed.
     *
     * @param name what they are: {@code momentum}
     */
    protected final List<NdArray> zeros(String name) {
        try (Turn turn = enter()) {
            List<NdArray> made = new ArrayList<>();
            for (Gradient gradient : gradients) {
                NdArray zeros = engine.zeros(gradient.value().values().shape());
                made.add(zeros);
                state.put(gradient.parameter().name() + "." + name, zeros);
            }
            return made;
        }
    }

    private Turn enter() {
        Turn turn = engine.guard().enter();
        if (closed) {
            turn.close();
            throw new ClosedException("this optimizer is closed; its pass makes another");
        }
        if (!gradients.isEmpty() && gradients.get(0).value().isClosed()) {
            turn.close();
            throw new ClosedException("the pass is closed whose gradients this optimizer takes, and they with it");
        }
        return turn;
    }

    @Override
    public final void close() {
        try (Turn turn = engine.guard().enterToClose()) {
            closed = true;
            state.values().forEach(NdArray::close);
            state.clear();
        }
    }
}
