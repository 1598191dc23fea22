package org.netloom.runtime.init;

import java.util.function.DoubleSupplier;
import org.netloom.runtime.exception.NetworkException;

/** All values are one number. */
public record Constant(double value) implements Initializer {
    public Constant {
        if (!Double.isFinite(value)) {
            throw new NetworkException("a weight is a finite number, not " + value);
        }
    }

    public static Constant of(double value) {
        return new Constant(value);
    }

    @Override
    public DoubleSupplier draw(Weight weight) {
        return () -> value;
    }

    @Override
    public String toString() {
        return "constant(" + value + ")";
    }
}
