package org.netloom.runtime.loss;

/** The mean of absolute differences from numbers, {@code |y - t|}, over all outputs, as PyTorch's {@code L1Loss}. It never changes. */
public final class MeanAbsoluteError extends NamedLoss implements ElementLoss {
    private MeanAbsoluteError() {
        super("mae");
    }

    public static MeanAbsoluteError of() {
        return new MeanAbsoluteError();
    }

    @Override
    public double value(double y, double target, int column) {
        return Math.abs(y - target);
    }

    /** 0 where the difference is. */
    @Override
    public double slope(double y, double target, int column) {
        return Math.signum(y - target);
    }
}
