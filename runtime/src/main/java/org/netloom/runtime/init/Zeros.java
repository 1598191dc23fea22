package org.netloom.runtime.init;

import java.util.function.DoubleSupplier;

/** All values are 0: of a layer that adds nothing at first. Two layers of zeros in a row never learn. */
public record Zeros() implements Initializer {
    public static Zeros of() {
        return new Zeros();
    }

    @Override
    public DoubleSupplier draw(Weight weight) {
        return () -> 0;
    }

    @Override
    public String toString() {
        return "zeros";
    }
}
