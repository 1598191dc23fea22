package org.netloom.runtime.optim;

/**
 * The constants of optimizers that keep a mean of gradients and one of their squares.
 *
 * @param beta1 how much of the old mean stays in a step
 * @param beta2 how much of the old mean of squares stays in a step
 * @param eps what is added to the root of the squares
 */
record Moments(double beta1, double beta2, double eps) {

    Moments {
        Values.part("beta1", beta1);
        Values.part("beta2", beta2);
        Values.notNegative("eps", eps);
    }

    Moments withBeta1(double decay) {
        return new Moments(decay, beta2, eps);
    }

    Moments withBeta2(double decay) {
        return new Moments(beta1, decay, eps);
    }

    Moments withEps(double added) {
        return new Moments(beta1, beta2, added);
    }

    /** What the mean of the first steps lacks: {@code 1 - beta1ᵗ}. As floats it would lose half of its digits. */
    double correction1(long step) {
        return 1 - Math.pow(beta1, (double) step);
    }

    /** The same for the root of the mean of squares: {@code √(1 - beta2ᵗ)}. */
    double correction2(long step) {
        return Math.sqrt(1 - Math.pow(beta2, (double) step));
    }
}
