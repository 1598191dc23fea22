package org.netloom.runtime.init;

import java.util.function.DoubleSupplier;

/** Normal with standard deviation √(1 / fanIn) (LeCun et al., 1998, Efficient BackProp). */
public record LecunNormal() implements Initializer {
    public static LecunNormal of() {
        return new LecunNormal();
    }

    @Override
    public DoubleSupplier draw(Weight weight) {
        return weight.draw().normal(Math.sqrt(1.0 / weight.fanIn()));
    }

    @Override
    public String toString() {
        return "lecun_normal";
    }
}
