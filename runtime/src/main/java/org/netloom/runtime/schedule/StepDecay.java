package org.netloom.runtime.schedule;

/** The rate is multiplied with gamma each time so many epochs are over: {@code gamma^⌊t / every⌋}, PyTorch's StepLR. */
public final class StepDecay extends TimedSchedule {
    private final double every;
    private final double gamma;

    private StepDecay(double every, double gamma, double warmup) {
        super(warmup);
        this.every = atLeast(Double.MIN_VALUE, "the time from one change of the rate to the next", every);
        this.gamma = part("gamma", gamma);
    }

    /** @param every epochs from one change to the next, above 0 */
    public static StepDecay of(double every, double gamma) {
        return new StepDecay(every, gamma, 0);
    }

    /** The same with so many epochs in which the rate rises. */
    public StepDecay withWarmup(double epochs) {
        return new StepDecay(every, gamma, epochs);
    }

    @Override
    protected double factor(double step, double steps, double stepsPerEpoch) {
        // By steps, of which there are whole numbers: a time in epochs would be rounded.
        return Math.pow(gamma, Math.floor(step / Math.max(1, Math.rint(every * stepsPerEpoch))));
    }

    @Override
    public String toString() {
        return "step(%s, gamma=%s%s)".formatted(every, gamma, warmupText());
    }
}
