package org.netloom.runtime.init;

import java.util.function.DoubleSupplier;

/** Uniform in ±√(6 / (fanIn + fanOut)) (Glorot and Bengio, 2010). */
public record XavierUniform() implements Initializer {
    public static XavierUniform of() {
        return new XavierUniform();
    }

    @Override
    public DoubleSupplier draw(Weight weight) {
        return weight.draw().uniform(Math.sqrt(6.0 / (weight.fanIn() + weight.fanOut())));
    }

    @Override
    public String toString() {
        return "xavier_uniform";
    }
}
