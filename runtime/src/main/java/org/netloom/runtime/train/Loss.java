package org.netloom.runtime.train;

/** What training makes small. */
public enum Loss {
    /** Softmax and cross-entropy of logits [N,K] against classes. */
    CROSS_ENTROPY,
    /** The mean of squared differences from a target [N,K]; classes become one-hot targets. */
    MSE
}
