package org.netloom.runtime.loss;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netloom.op.Array;
import org.netloom.op.RowFunction;
import org.netloom.op.RowLoss;
import org.netloom.op.Tensor;
import org.netloom.runtime.engine.Engine;

/**
 * What training makes small. Outputs are [N,K], or [N,T,K] of a sequence, whose T positions count like examples. Its {@link
 * RowFunction} says the loss of one such row; the loss of a batch is the mean, by the weights of the rows.
 *
 * <p>One that somebody else writes says its {@link #name}, its {@link #targets} and the function, and every engine computes
 * it; of single outputs that go each by itself it is an {@link ElementLoss}. It never changes.
 */
public interface Loss extends RowFunction {

    /** What a target is. */
    enum Target {
        /** A class for each row. */
        CLASSES,
        /** As many numbers as the row has. */
        NUMBERS
    }

    /** What a row of outputs says. */
    enum Says {
        /** The class with the largest output. */
        CLASS,
        /** Of each output by itself yes, where it is above 0, or no. */
        LABELS,
        /** Numbers: {@link Loss#number} of each output. */
        NUMBERS
    }

    /** Computes a loss for batches on an engine. For one thread at a time, like the engine. */
    interface Batched extends AutoCloseable {
        /** As {@link RowLoss.Kernel#ofClasses}. */
        double ofClasses(Tensor y, int[] labels, Tensor dy);

        /** As {@link RowLoss.Kernel#ofNumbers}. */
        double ofNumbers(Tensor y, Array targets, Tensor dy);

        /** Gives memory back. */
        @Override
        default void close() {}
    }

    /** As a train section has it: {@code cross_entropy}. */
    @Override
    String name();

    /** Which targets it takes. */
    Set<Target> targets();

    /** What outputs say that were trained with it on such targets. */
    Says says(Target target);

    /** Whether outputs are logits: the softmax of a row are its classes' probabilities, the sigmoid of an output its label's. */
    default boolean isOfLogits() {
        return false;
    }

    /** The number that an output stands for, where outputs say numbers. */
    default double number(double output) {
        return output;
    }

    /**
     * Why it takes no network with so many outputs, and what it takes: {@code bce tells two classes apart by one output, not
     * by 3; end with dense(1)}. Null where it takes it.
     */
    default @Nullable String refusalOfOutputs(int outputs, Target target) {
        return null;
    }

    /** Why a finite number is no target: {@code is not in 0 to 1}. Null where it is one. */
    default @Nullable String refusal(double target) {
        return null;
    }

    /** Why the numbers of a row are no target together, each of which may be one: {@code add up to 3}. Null where they are. */
    default @Nullable String refusal(double[] row) {
        return null;
    }

    /** The loss of a network that knows nothing, where that is known; otherwise 0. */
    default double ofGuessing(int outputs) {
        return 0;
    }

    /** What computes it for batches. */
    default Batched on(Engine engine) {
        RowLoss.Kernel kernel = engine.kernel(new RowLoss(this));
        return new Batched() {
            @Override
            public double ofClasses(Tensor y, int[] labels, Tensor dy) {
                return kernel.ofClasses(y, labels, dy);
            }

            @Override
            public double ofNumbers(Tensor y, Array targets, Tensor dy) {
                return kernel.ofNumbers(y, targets, dy);
            }
        };
    }
}
