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
    private final MixedGradient mixed;

    public Objective(Loss loss, Engine engine) {
        this.engine = engine;
        this.loss = loss.on(engine);
        this.mixed = new MixedGradient(engine);
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
     * The loss of a batch's targets, classes or numbers. Of examples that are mixed it is the mean of the losses of both
     * classes, by their parts (Zhang et al., 2018).
     *
     * @param y [N,K], or [N,T,K] of a sequence
     * @param dy becomes the gradient of the mean loss
     * @return the mean loss
     */
    public double compute(Tensor y, Batch targets, Tensor dy) {
        try (Turn turn = engine.guard().enter()) {
            if (targets.hasNumbers()) {
                return loss.ofNumbers(y, targets.targets(), dy);
            }
            double own = loss.ofClasses(y, targets.labels(), dy);
            double share = targets.share();
            if (share == 1) {
                return own;
            }
            mixed.take(dy);
            double other = loss.ofClasses(y, targets.otherLabels(), dy);
            mixed.add(share, dy);
            return share * own + (1 - share) * other;
        }
    }

    @Override
    public void close() {
        try (Turn turn = engine.guard().enterToClose()) {
            loss.close();
            mixed.close();
        }
    }
}
