package org.netloom.runtime.train;

/** What training makes small. Outputs are [N,K], or [N,T,K] of a sequence, whose T positions count like examples. */
public enum Loss {
    /** Softmax and cross-entropy of logits against classes. */
    CROSS_ENTROPY,
    /** The mean of squared differences from a target; classes become one-hot targets. */
    MSE
}
