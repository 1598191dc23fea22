package org.netloom.op;

/**
 * A function of each value by itself: the operation of an activation that is none of {@link Activation}'s. It is a record
 * whose first component is the site; behind it stand the constants of the function, if it has any.
 *
 * <pre>{@code
 * public record Softsign(Site site) implements Pointwise {
 *     public double value(double x) {
 *         return x / (1 + Math.abs(x));
 *     }
 *
 *     public double slope(double x, double y) {
 *         return 1 / ((1 + Math.abs(x)) * (1 + Math.abs(x)));
 *     }
 * }
 * }</pre>
 *
 * <p>Every engine runs it as it is, by copies of its tensors to arrays of doubles and back.
 */
public interface Pointwise extends Op<Activation.Kernel> {
    /** The function; NaN should stay NaN. */
    double value(double x);

    /**
     * Its derivative.
     *
     * @param y the {@link #value} of x, rounded to the engine's type
     */
    double slope(double x, double y);

    @Override
    default Activation.Kernel defaultKernel(Kernels kernels) {
        return new PointwiseKernel(this, kernels);
    }
}
