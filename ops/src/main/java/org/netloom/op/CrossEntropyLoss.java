package org.netloom.op;

/** Softmax and cross-entropy in one, stable for logits of any finite size. */
public record CrossEntropyLoss() implements Op<CrossEntropyLoss.Kernel> {

    /** Computes it. */
    public interface Kernel {
        /**
         * The loss and its gradient.
         *
         * @param logits [N,K], or [N,T,K] of a sequence: K at each of T positions
         * @param labels the class of each example, or of each position, example after example: N or N·T in [0, K)
         * @param dLogits becomes the gradient of the mean loss, (softmax - one-hot) / labels
         * @return the mean over all labels of -log softmax(logits)[label]; NaN where a logit is
         */
        double compute(Tensor logits, int[] labels, Tensor dLogits);
    }

    @Override
    public Site site() {
        return new Site("cross_entropy", "loss");
    }
}
