package org.netloom.runtime.init;

import java.util.function.DoubleSupplier;

/** Uniform in ±√(6 / fanIn), for relu (He et al., 2015). */
public record KaimingUniform() implements Initializer {
    public static KaimingUniform of() {
        return new KaimingUniform();
    }

    @Override
    public DoubleSupplier draw(Weight weight) {
        return weight.draw().uniform(Math.sqrt(6.0 / weight.fanIn()));
    }

    @Override
    public String toString() {
        return "kaiming_uniform";
    }
}
