package org.netloom.runtime.optim;

import org.netloom.op.LayerPattern;
import org.netloom.runtime.exception.NetworkException;

/**
 * A factor on the learning rate, the schedule included, for the parameters of some layers. It never changes, and its text is
 * that of the train section: by it checkpoints know it again.
 *
 * @param layers a name or a pattern: {@code conv*}
 * @param factor above 0
 */
public record RateScale(String layers, double factor) {
    public RateScale {
        if (factor == 0) {
            throw new NetworkException(
                    "a rate scaled by 0 moves nothing, and weight decay and moving statistics go on: freeze \"%s\" instead"
                            .formatted(layers));
        }
        if (!(factor > 0) || Double.isInfinite(factor)) {
            throw new NetworkException("a learning rate is scaled by a number above 0, not " + factor);
        }
    }

    /** @param layers a name or a pattern: {@code conv*} */
    public static RateScale of(String layers, double factor) {
        return new RateScale(layers, factor);
    }

    /** The layers that it is for. */
    public LayerPattern pattern() {
        return new LayerPattern(layers);
    }

    /** {@code scale("conv*", 0.1)}. */
    @Override
    public String toString() {
        return "scale(" + pattern() + ", " + factor + ")";
    }
}
