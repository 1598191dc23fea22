package org.netloom.runtime.init;

import java.util.function.DoubleSupplier;

/** Uniform in ±√(3 / fanIn) (LeCun et al., 1998, Efficient BackProp). */
public record LecunUniform() implements Initializer {
    public static LecunUniform of() {
        return new LecunUniform();
    }

    @Override
    public DoubleSupplier draw(Weight weight) {
        return weight.draw().uniform(Math.sqrt(3.0 / weight.fanIn()));
    }

    @Override
    public String toString() {
        return "lecun_uniform";
    }
}
