package org.netloom.runtime.init;

import java.util.function.DoubleSupplier;

/** Normal with standard deviation √(2 / (fanIn + fanOut)) (Glorot and Bengio, 2010). */
public record XavierNormal() implements Initializer {
    public static XavierNormal of() {
        return new XavierNormal();
    }

    @Override
    public DoubleSupplier draw(Weight weight) {
        return weight.draw().normal(Math.sqrt(2.0 / (weight.fanIn() + weight.fanOut())));
    }

    @Override
    public String toString() {
        return "xavier_normal";
    }
}
