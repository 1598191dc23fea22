package org.netloom.runtime.schedule;

/** The rate comes down by a power of the time that is left: {@code end + (1 - end) (1 - t / T)^power}. */
public final class PolynomialDecay extends TimedSchedule {
    private final double power;
    private final double end;

    private PolynomialDecay(double power, double end, double warmup) {
        super(warmup);
        this.power = atLeast(Double.MIN_VALUE, "a power", power);
        this.end = part("end", end);
    }

    /** @param power above 0; 1 is a line */
    public static PolynomialDecay of(double power) {
        return new PolynomialDecay(power, 0, 0);
    }

    /** The same with this part of the rate left at the end. */
    public PolynomialDecay withEnd(double part) {
        return new PolynomialDecay(power, part, warmup());
    }

    /** The same with so many epochs in which the rate rises. */
    public PolynomialDecay withWarmup(double epochs) {
        return new PolynomialDecay(power, end, epochs);
    }

    @Override
    protected double factor(double step, double steps, double stepsPerEpoch) {
        return end + (1 - end) * Math.pow(Math.max(0, 1 - step / steps), power);
    }

    @Override
    public String toString() {
        return "polynomial(power=%s, end=%s%s)".formatted(power, end, warmupText());
    }
}
