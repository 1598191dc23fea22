package org.netloom.runtime.schedule;

/** In an epoch the rate comes down to its gamma-th part, evenly from step to step: {@code gamma^t}. */
public final class ExponentialDecay extends TimedSchedule {
    private final double gamma;

    private ExponentialDecay(double gamma, double warmup) {
        super(warmup);
        this.gamma = part("gamma", gamma);
    }

    /** @param gamma what is left of the rate after an epoch, from 0 to 1 */
    public static ExponentialDecay of(double gamma) {
        return new ExponentialDecay(gamma, 0);
    }

    /** The same with so many epochs in which the rate rises. */
    public ExponentialDecay withWarmup(double epochs) {
        return new ExponentialDecay(gamma, epochs);
    }

    @Override
    protected double factor(double step, double steps, double stepsPerEpoch) {
        return Math.pow(gamma, step / stepsPerEpoch);
    }

    @Override
    public String toString() {
        return "exponential(%s%s)".formatted(gamma, warmupText());
    }
}
