package org.netloom.op;

import org.jspecify.annotations.Nullable;

/** What is the same in every step of stochastic gradient descent, and for every parameter. */
public record SgdUpdate(double momentum, boolean nesterov) implements Op<SgdUpdate.Kernel> {

    /** Moves a parameter. */
    public interface Kernel {
        /**
         * {@code d = g + weightDecay p}; {@code buffer = momentum buffer + share d}; {@code p = p - rate buffer}, or with
         * Nesterov {@code p = p - rate (d + momentum buffer)}. All are in place and of one shape; g serves as scratch, and
         * what it holds afterwards means nothing.
         *
         * @param share how much of d goes into the buffer
         * @param buffer zeros before the first step; null without momentum, where it is d
         */
        void update(double rate, double weightDecay, double share, Array p, Array g, @Nullable Array buffer);
    }

    @Override
    public Site site() {
        return new Site("sgd", "optimizer");
    }
}
