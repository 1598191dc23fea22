package org.netloom.runtime.init;

import java.util.function.DoubleSupplier;
import org.netloom.runtime.exception.NetworkException;

/**
 * Normal around 0, without what lies more than two deviations from it: such values are drawn again, as Keras' {@code
 * TruncatedNormal} and PyTorch's {@code trunc_normal_} with bounds of two deviations have it. What is left deviates by 0.88 of
 * the deviation.
 */
public record TruncatedNormal(double deviation) implements Initializer {
    private static final double BOUND = 2;

    public TruncatedNormal {
        if (!(deviation > 0) || Double.isInfinite(deviation)) {
            throw new NetworkException("the deviation of weights is above 0, not " + deviation);
        }
    }

    /** @param deviation standard deviation of the whole distribution, above 0 */
    public static TruncatedNormal of(double deviation) {
        return new TruncatedNormal(deviation);
    }

    @Override
    public DoubleSupplier draw(Weight weight) {
        DoubleSupplier normal = weight.draw().normal(1);
        return () -> {
            while (true) {
                double value = normal.getAsDouble();
                if (Math.abs(value) <= BOUND) {
                    return deviation * value;
                }
            }
        };
    }

    @Override
    public String toString() {
        return "truncated_normal(" + deviation + ")";
    }
}
