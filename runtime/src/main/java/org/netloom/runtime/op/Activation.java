package org.netloom.runtime.op;

/** An elementwise function of one value; x and y have the same shape. */
public record Activation(Site site, Function function) implements Op {

    /** The functions that an engine knows. */
    public enum Function {
        /** 1 / (1 + e⁻ˣ). */
        SIGMOID,
        /** (eˣ - e⁻ˣ) / (eˣ + e⁻ˣ). */
        TANH,
        /** max(0, x). */
        RELU
    }

    public static Activation of(String layer, String position, Function function) {
        return new Activation(new Site(layer, position), function);
    }
}
