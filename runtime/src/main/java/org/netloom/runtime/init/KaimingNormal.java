package org.netloom.runtime.init;

import java.util.function.DoubleSupplier;

/** Normal with standard deviation √(2 / fanIn), for relu (He et al., 2015). */
public record KaimingNormal() implements Initializer {
    public static KaimingNormal of() {
        return new KaimingNormal();
    }

    @Override
    public DoubleSupplier draw(Weight weight) {
        return weight.draw().normal(Math.sqrt(2.0 / weight.fanIn()));
    }

    @Override
    public String toString() {
        return "kaiming_normal";
    }
}
