package org.netloom.runtime.schedule;

import org.jspecify.annotations.Nullable;
import org.netloom.runtime.exception.NetworkException;

/**
 * A schedule that follows from the time alone. In the first epochs, as many as the warmup says, the rate rises step by step:
 * {@code (k + 1) / (w + 1)} in step k of w. The time of the schedule itself begins behind them.
 */
public abstract class TimedSchedule implements Schedule {
    private final double warmup;

    /** @param warmup in epochs, from 0 on */
    protected TimedSchedule(double warmup) {
        if (!(warmup >= 0) || Double.isInfinite(warmup)) {
            throw new NetworkException("a warmup takes 0 epochs or more, not " + warmup);
        }
        this.warmup = warmup;
    }

    /** In epochs. */
    public final double warmup() {
        return warmup;
    }

    /**
     * What the learning rate is multiplied with.
     *
     * @param step from 0, behind the warmup
     * @param steps in all, behind the warmup
     * @param stepsPerEpoch at least 1
     */
    protected abstract double factor(double step, double steps, double stepsPerEpoch);

    @Override
    public Run start(long steps, long stepsPerEpoch) {
        double perEpoch = (double) stepsPerEpoch;
        double rising = Math.rint(warmup * perEpoch);
        double rest = Math.max(1, steps - rising);
        return step -> step < rising ? (step + 1) / (rising + 1) : factor(step - rising, rest, perEpoch);
    }

    /** A part of the rate, from 0 to 1. */
    static double part(String what, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new NetworkException("%s is a number from 0 to 1, not %s".formatted(what, value));
        }
        return value;
    }

    /** A number from a least one on. */
    static double atLeast(double least, String what, double value) {
        if (!(value >= least) || Double.isInfinite(value)) {
            throw new NetworkException("%s is a number from %s on, not %s".formatted(what, least, value));
        }
        return value;
    }

    /** {@code , warmup=2.0}, or nothing without. */
    final String warmupText() {
        return warmup == 0 ? "" : ", warmup=" + warmup;
    }

    /** Two are equal where they would be written in the same way. */
    @Override
    public final boolean equals(@Nullable Object other) {
        return other instanceof TimedSchedule && other.toString().equals(toString());
    }

    @Override
    public final int hashCode() {
        return toString().hashCode();
    }

    /** As a train section has it: the name and all numbers, {@code step(30.0, gamma=0.1)}. */
    @Override
    public abstract String toString();
}
