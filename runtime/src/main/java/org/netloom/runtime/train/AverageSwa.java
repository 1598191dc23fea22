package org.netloom.runtime.train;

import java.util.Locale;
import org.netloom.runtime.exception.NetworkException;

/**
 * Stochastic weight averaging (Izmailov et al., 2018): the mean of the parameters at the ends of epochs, from a part of
 * training on, as PyTorch's {@code AveragedModel} has it.
 *
 * @param start that part, at least 0 and below 1
 */
public record AverageSwa(double start) implements Averaging {
    public AverageSwa {
        if (!(start >= 0) || start >= 1) {
            throw new NetworkException(
                    "averaging begins at a part of training of at least 0 and below 1, not " + start);
        }
    }

    /** @param start the part of training from which on parameters count */
    public static AverageSwa of(double start) {
        return new AverageSwa(start);
    }

    @Override
    public boolean goesByEnd() {
        return true;
    }

    @Override
    public Run start(long steps, long stepsPerEpoch) {
        long lastEnd = steps / stepsPerEpoch * stepsPerEpoch;
        if (lastEnd == 0 || lastEnd < start * steps) {
            throw new NetworkException(String.format(
                    Locale.ROOT,
                    "%s averages at the ends of epochs, and in %,d steps, of which an epoch has %,d, none ends so late: take whole epochs, or average ema(0.999)",
                    this,
                    steps,
                    stepsPerEpoch));
        }
        return (step, averaged) -> step % stepsPerEpoch == 0 && step >= start * steps ? 1.0 / (averaged + 1) : 0;
    }

    @Override
    public String toString() {
        return "swa(" + start + ")";
    }
}
