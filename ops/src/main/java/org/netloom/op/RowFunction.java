package org.netloom.op;

import org.jspecify.annotations.Nullable;

/**
 * A loss of each row by itself, computed in double: what a {@link RowLoss} is made of. A row is what the network puts out for
 * an example, or for one step of a sequence. Its target is a class or numbers.
 *
 * <p>It holds nothing that changes, because several threads call it at once. NaN in a row gives NaN.
 */
public interface RowFunction {
    /** What the loss is called, for messages. */
    String name();

    /** How many classes a row of so many outputs tells apart. */
    default int classes(int outputs) {
        return outputs;
    }

    /** Whether rows of this class count for nothing: their loss, weight and gradient are 0. It need be none of the K classes. */
    default boolean ignores(int label) {
        return false;
    }

    /**
     * How much a row of this class counts in the mean: the mean is the sum of all rows' losses over the sum of their
     * weights.
     */
    default double weight(int label) {
        return 1;
    }

    /**
     * The loss of a row whose target is a class, times its weight.
     *
     * @param y the row
     * @param dy becomes the gradient of this loss by y; null where nobody needs it
     */
    double ofClass(double[] y, int label, double @Nullable [] dy);

    /**
     * The loss of a row whose target is numbers; its weight is 1.
     *
     * @param y the row
     * @param targets as many as y has
     * @param dy becomes the gradient of this loss by y; null where nobody needs it
     */
    double ofNumbers(double[] y, double[] targets, double @Nullable [] dy);
}
