package org.netloom.runtime.optim;

import java.util.ArrayList;
import java.util.List;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.engine.ThreadGuard.Turn;
import org.netloom.runtime.exception.ClosedException;
import org.netloom.runtime.parameter.Gradient;

/**
 * What all optimizers have in common: whose gradients they take, that they are open, and what they keep of each. One of
 * somebody's own says how a step begins and how a parameter moves.
 */
public abstract class PassOptimizer implements Optimizer {
    private final Engine engine;
    private final List<Gradient> gradients;
    private final List<NdArray> states = new ArrayList<>();
    private boolean closed;

    /** @param gradients those of a pass on this engine */
    protected PassOptimizer(List<Gradient> gradients, Engine engine) {
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
    public final void begin() {
        try (Turn turn = enter()) {
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

    /** Computes what is the same for all parameters of a step. */
    protected abstract void beginStep();

    /**
     * Moves a parameter.
     *
     * @param i the gradient's index
     * @param gradient serves as scratch; what it holds afterwards means nothing
     */
    protected abstract void move(int i, NdArray parameter, NdArray gradient);

    /** Zeros of each gradient's shape and type, which go when the optimizer is closed. */
    protected final List<NdArray> zeros() {
        try (Turn turn = enter()) {
            List<NdArray> made = gradients.stream()
                    .map(gradient -> engine.zeros(gradient.value().values().shape()))
                    .toList();
            states.addAll(made);
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
            states.forEach(NdArray::close);
            states.clear();
        }
    }
}
