package org.netloom.runtime.train;

import org.netloom.op.Tensor;
import org.netloom.runtime.data.Batches.Batch;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.ThreadGuard.Turn;
import org.netloom.runtime.loss.Loss;

/**
 * What training makes small: the loss of a batch, and its gradient by the network's output. For one thread at a time, like
 * the engine.
 */
public final class Objective implements AutoCloseable {
    private final Engine engine;
    private final Loss.Batched loss;

    public Objective(Loss loss, Engine engine) {
        this.engine = engine;
        this.loss = loss.on(engine);
    }

    /**
     * The loss where targets are classes.
     *
     * @param y [N,K], or [N,T,K] of a sequence
     * @param labels N classes, or N·T
     * @param dy becomes the gradient of the mean loss
     * @return the mean loss
     */
    public double compute(Tensor y, int[] labels, Tensor dy) {
        try (Turn turn = engine.guard().enter()) {
            return loss.ofClasses(y, labels, dy);
        }
    }

    /**
     * The loss of a batch's targets, classes or numbers.
     *
     * @param y [N,K], or [N,T,K] of a sequence
     * @param dy becomes the gradient of the mean loss
     * @return the mean loss
     */
    public double compute(Tensor y, Batch targets, Tensor dy) {
        try (Turn turn = engine.guard().enter()) {
            return targets.hasNumbers()
                    ? loss.ofNumbers(y, targets.targets(), dy)
                    : loss.ofClasses(y, targets.labels(), dy);
        }
    }

    @Override
    public void close() {
        try (Turn turn = engine.guard().enterToClose()) {
            loss.close();
        }
    }
}
