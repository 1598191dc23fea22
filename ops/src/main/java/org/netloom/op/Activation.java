package org.netloom.op;

/**
 * An elementwise function of one value; x and y have the same shape.
 *
 * @param constant the function's constant, where it has one
 */
public record Activation(Site site, Function function, double constant) implements Op<Activation.Kernel> {

    /** The functions that an engine knows, and which derivative belongs to them where there are two. */
    public enum Function {
        /** 1 / (1 + e⁻ˣ). */
        SIGMOID,
        /** (eˣ - e⁻ˣ) / (eˣ + e⁻ˣ). */
        TANH,
        /** max(0, x); slope 0 at 0. */
        RELU,
        /** min(max(0, x), constant); slope 0 at both ends. */
        CLIPPED_RELU,
        /** x above 0, otherwise constant · x; slope constant at 0. */
        LEAKY_RELU,
        /** x above 0, otherwise constant · (eˣ - 1); slope constant at 0. */
        ELU,
        /** x Φ(x), with the distribution function of the normal distribution, Φ(x) = (1 + erf(x/√2)) / 2. */
        GELU,
        /** x (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2. */
        GELU_TANH,
        /** x / (1 + e⁻ˣ). */
        SILU,
        /** ln(1 + eˣ). */
        SOFTPLUS,
        /** min(max(0, x + 3), 6) / 6; slope 0 at both ends. */
        HARDSIGMOID,
        /** x min(max(0, x + 3), 6) / 6; slope as between the ends at 3, 0 at -3. */
        HARDSWISH;

        /**
         * Whether a larger x never gives a smaller y, for every x that there is: then the function of the largest value is the
         * largest value of the function. Of a leaky relu of slope 0 not: 0 times minus infinity is NaN.
         *
         * @param constant the function's constant, where it has one
         */
        public boolean neverDecreases(double constant) {
            return switch (this) {
                case SIGMOID, TANH, RELU, CLIPPED_RELU, SOFTPLUS, HARDSIGMOID -> true;
                case LEAKY_RELU -> constant > 0;
                case ELU -> constant >= 0;
                case GELU, GELU_TANH, SILU, HARDSWISH -> false;
            };
        }

        /**
         * Whether the derivative follows from y alone, so that the backward pass needs no x: of a leaky relu where its slope is
         * above 0, because y then has the sign of x.
         *
         * @param constant the function's constant, where it has one
         */
        public boolean slopeFollowsFromOutput(double constant) {
            return switch (this) {
                case SIGMOID, TANH, RELU, CLIPPED_RELU -> true;
                case LEAKY_RELU -> constant > 0;
                case ELU, GELU, GELU_TANH, SILU, SOFTPLUS, HARDSIGMOID, HARDSWISH -> false;
            };
        }
    }

    /** Whether a larger x never gives a smaller y: see {@link Function#neverDecreases}. */
    public boolean neverDecreases() {
        return function.neverDecreases(constant);
    }

    /** Whether the derivative follows from y alone: see {@link Function#slopeFollowsFromOutput}. */
    public boolean slopeFollowsFromOutput() {
        return function.slopeFollowsFromOutput(constant);
    }

    public static Activation of(String layer, String position, Function function) {
        return of(layer, position, function, 0);
    }

    public static Activation of(String layer, String position, Function function, double constant) {
        return new Activation(new Site(layer, position), function, constant);
    }

    /** Computes it. */
    public interface Kernel {
        void forward(Tensor x, Tensor y);

        /** Takes input and output, because the derivative of some functions follows from x, and that of others from y. */
        void backward(Tensor x, Tensor y, Tensor dy, Tensor dx);
    }
}
