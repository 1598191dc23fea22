package org.netloom.runtime.engine;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The part of an {@link Engine} that optimizers are made of: how a parameter p follows from its gradient g, in place. All
 * arrays are of one shape, in row-major order; g serves as scratch, and what it holds afterwards means nothing.
 */
public interface ParameterUpdates {
    /** What is the same in every step of stochastic gradient descent. */
    record SgdRule(double rate, double momentum, double weightDecay, boolean nesterov) {}

    /** What is the same in every step of Adam. */
    record AdamRule(double beta1, double beta2, double weightDecay) {}

    /**
     * {@code d = g + weightDecay p}; {@code buffer = momentum buffer + d}; {@code p = p - rate buffer}, or with Nesterov
     * {@code p = p - rate (d + momentum buffer)}.
     *
     * @param buffer zeros before the first step; null without momentum, where it is d
     */
    void sgd(SgdRule rule, INDArray p, INDArray g, @Nullable INDArray buffer);

    /**
     * {@code d = g + weightDecay p}; {@code m = beta1 m + (1 - beta1) d}; {@code v = beta2 v + (1 - beta2) d²}; {@code p = p
     * - rate m / (√v + eps)}: Kingma and Ba (2015) with the corrections of the bias in rate and eps (their section 2).
     *
     * @param m, v zeros before the first step
     */
    void adam(AdamRule rule, double rate, double eps, INDArray p, INDArray g, INDArray m, INDArray v);
}
