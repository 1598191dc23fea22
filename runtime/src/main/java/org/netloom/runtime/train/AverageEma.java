package org.netloom.runtime.train;

import org.netloom.runtime.exception.NetworkException;

/**
 * The exponential average over all steps: {@code average = d average + (1 - d) p}, from the parameters behind the first step
 * on, as PyTorch's {@code AveragedModel} with {@code get_ema_multi_avg_fn}. With a warmup d is {@code min(decay, (1 + t) / (10 +
 * t))} at the t-th step behind the first, as TensorFlow's {@code ExponentialMovingAverage} has it.
 *
 * @param decay how much of the old average stays, at least 0 and below 1
 * @param warmup whether less of it stays at first
 */
public record AverageEma(double decay, boolean warmup) implements Averaging {
    public AverageEma {
        if (!(decay >= 0) || decay >= 1) {
            throw new NetworkException("an average keeps a part of at least 0 and below 1, not " + decay);
        }
    }

    /** Without a warmup. */
    public static AverageEma of(double decay) {
        return new AverageEma(decay, false);
    }

    /** The same with or without a warmup. */
    public AverageEma withWarmup(boolean chosen) {
        return new AverageEma(decay, chosen);
    }

    @Override
    public boolean goesByEnd() {
        return false;
    }

    @Override
    public Run start(long steps, long stepsPerEpoch) {
        return (step, averaged) -> 1 - (warmup ? Math.min(decay, (1.0 + averaged) / (10 + averaged)) : decay);
    }

    @Override
    public String toString() {
        return "ema(" + decay + (warmup ? ", warmup=true" : "") + ")";
    }
}
