package org.netloom.runtime.init;

import java.util.function.DoubleSupplier;
import org.netloom.runtime.exception.NetworkException;

/** Normal around 0. */
public record Normal(double deviation) implements Initializer {
    public Normal {
        if (!(deviation > 0) || Double.isInfinite(deviation)) {
            throw new NetworkException("the deviation of weights is above 0, not " + deviation);
        }
    }

    /** @param deviation standard deviation, above 0 */
    public static Normal of(double deviation) {
        return new Normal(deviation);
    }

    @Override
    public DoubleSupplier draw(Weight weight) {
        return weight.draw().normal(deviation);
    }

    @Override
    public String toString() {
        return "normal(" + deviation + ")";
    }
}
