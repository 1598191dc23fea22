package org.netloom.runtime.schedule;

/** The same rate in all steps behind the warmup. */
public final class ConstantRate extends TimedSchedule {
    private ConstantRate(double warmup) {
        super(warmup);
    }

    /** Without a warmup. */
    public static ConstantRate of() {
        return new ConstantRate(0);
    }

    /** The same with so many epochs in which the rate rises. */
    public ConstantRate withWarmup(double epochs) {
        return new ConstantRate(epochs);
    }

    @Override
    protected double factor(double step, double steps, double stepsPerEpoch) {
        return 1;
    }

    @Override
    public String toString() {
        return warmup() == 0 ? "constant" : "constant(warmup=" + warmup() + ")";
    }
}
