package org.netloom.op;

/** What is the same in every step of Adam (Kingma and Ba, 2015), and for every parameter. */
public record AdamUpdate(double beta1, double beta2) implements Op<AdamUpdate.Kernel> {

    /** Moves a parameter. */
    public interface Kernel {
        /**
         * {@code d = g + weightDecay p}; {@code m = beta1 m + (1 - beta1) d}; {@code v = beta2 v + (1 - beta2) d²}; {@code p
         * = keep p - rate m / (√v + eps)}, with the corrections of the bias in rate and eps (section 2 of the paper). All are
         * in place and of one shape; g serves as scratch, and what it holds afterwards means nothing.
         *
         * @param keep what stays of p: 1, or less where weights decay apart from the gradient (AdamW)
         * @param m, v zeros before the first step
         */
        void update(double rate, double eps, double weightDecay, double keep, Array p, Array g, Array m, Array v);
    }

    @Override
    public Site site() {
        return new Site("adam", "optimizer");
    }
}
