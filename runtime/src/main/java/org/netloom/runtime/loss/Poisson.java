package org.netloom.runtime.loss;

import org.jspecify.annotations.Nullable;

/**
 * For counts: what the logarithm of the likelihood of a Poisson distribution lacks, as PyTorch's {@code PoissonNLLLoss}: {@code
 * e^y - t y}, the mean over all outputs. An output is the logarithm of the expected count. It never changes.
 */
public final class Poisson extends NamedLoss implements ElementLoss {
    private Poisson() {
        super("poisson");
    }

    public static Poisson of() {
        return new Poisson();
    }

    /** The expected count. */
    @Override
    public double number(double output) {
        return Math.exp(output);
    }

    @Override
    public @Nullable String refusal(double target) {
        return target >= 0 ? null : "is below 0, and a count is 0 or more";
    }

    @Override
    public double value(double y, double target, int column) {
        return Math.exp(y) - target * y;
    }

    @Override
    public double slope(double y, double target, int column) {
        return Math.exp(y) - target;
    }
}
