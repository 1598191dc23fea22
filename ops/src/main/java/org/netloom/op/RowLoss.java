package org.netloom.op;

/**
 * The mean over all rows of a function of each row: every loss that has no kernel of its own. Engines compute it in double
 * and add the rows up in their order, so that the number of threads changes nothing.
 */
public record RowLoss(RowFunction function) implements Op<RowLoss.Kernel> {

    /** Computes it. */
    public interface Kernel {
        /**
         * The loss and its gradient, where targets are classes.
         *
         * @param y [N,K], or [N,T,K] of a sequence: K at each of T positions
         * @param labels the class of each example, or of each position, example after example: N or N·T that the function
         *     knows
         * @param dy becomes the gradient of the mean
         * @return the sum of the losses over the sum of the weights; 0 where all weights are 0, as the gradient is then
         */
        double ofClasses(Tensor y, int[] labels, Tensor dy);

        /**
         * The same where targets are numbers.
         *
         * @param y [N,K], or [N,T,K] of a sequence
         * @param targets of the shape of y
         * @param dy becomes the gradient of the mean
         * @return the mean of the losses of all rows
         */
        double ofNumbers(Tensor y, Array targets, Tensor dy);
    }

    @Override
    public Site site() {
        return new Site(function.name(), "loss");
    }
}
