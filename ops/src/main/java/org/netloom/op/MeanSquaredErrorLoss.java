package org.netloom.op;

/** The mean over all elements of (y - target)². */
public record MeanSquaredErrorLoss() implements Op<MeanSquaredErrorLoss.Kernel> {

    /** Computes it. */
    public interface Kernel {
        /**
         * The loss and its gradient.
         *
         * @param target of the shape of y: [N,K], [N,T,K]
         * @param dy becomes 2 (y - target) / elements
         */
        double compute(Tensor y, Array target, Tensor dy);
    }

    @Override
    public Site site() {
        return new Site("mse", "loss");
    }
}
