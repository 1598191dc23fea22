package org.netloom.runtime.internal.nd4j;

import org.netloom.op.Activation;

/**
 * An activation function of one value and its derivative, in double. Where the derivative does not exist it is the one
 * that {@link Activation.Function} tells; of NaN both are NaN.
 */
interface ActivationFunction {
    double value(double x);

    double slope(double x);

    /** The curve of a function that ND4J does not have or has wrong. */
    static ActivationFunction of(Activation op) {
        double constant = op.constant();
        return switch (op.function()) {
            case CLIPPED_RELU -> new Clipped(0, constant, 1);
            case LEAKY_RELU -> new LeakyRelu(constant);
            case ELU -> new Elu(constant);
            case GELU -> new Gelu();
            case GELU_TANH -> new GeluTanh();
            case SILU -> new Silu();
            case SOFTPLUS -> new Softplus();
            case HARDSIGMOID -> new Clipped(-3, 3, 1.0 / 6);
            case HARDSWISH -> new Hardswish();
            case SIGMOID, TANH, RELU ->
                throw new IllegalArgumentException(op.function() + " is an operation of ND4J's");
        };
    }

    /** 1 / (1 + e⁻ˣ) without overflow. */
    static double sigmoid(double x) {
        if (x >= 0) {
            return 1 / (1 + Math.exp(-x));
        }
        double power = Math.exp(x);
        return power / (1 + power);
    }

    /** tanh(x) to a few units in the last place, several times faster than {@link Math#tanh}. */
    static double tanh(double x) {
        double size = Math.abs(x);
        if (size < 0.02) { // where 1 - e⁻²ˣ would lose digits; the series' next term is below 1e-16 of the sum
            double square = x * x;
            return x * (1 + square * (-1.0 / 3 + square * (2.0 / 15 + square * (-17.0 / 315 + square * 62 / 2835))));
        }
        double power = Math.exp(-2 * size);
        return Math.copySign((1 - power) / (1 + power), x);
    }

    /** 0 up to {@code from}, then a rise until {@code to}, then level. */
    record Clipped(double from, double to, double rise) implements ActivationFunction {
        @Override
        public double value(double x) {
            double top = (to - from) * rise;
            return x <= from ? 0 : x >= to ? top : (x - from) * rise;
        }

        @Override
        public double slope(double x) {
            return x <= from || x >= to ? 0 : Double.isNaN(x) ? x : rise;
        }
    }

    /** Maas, Hannun and Ng (2013). */
    record LeakyRelu(double below) implements ActivationFunction {
        @Override
        public double value(double x) {
            return x > 0 ? x : below * x;
        }

        @Override
        public double slope(double x) {
            return x > 0 ? 1 : Double.isNaN(x) ? x : below;
        }
    }

    /** Clevert, Unterthiner and Hochreiter (2016). */
    record Elu(double alpha) implements ActivationFunction {
        @Override
        public double value(double x) {
            return x > 0 ? x : alpha * Math.expm1(x); // e^x - 1 would lose the digits of small x
        }

        @Override
        public double slope(double x) {
            return x > 0 ? 1 : alpha * Math.exp(x);
        }
    }

    /** Hendrycks and Gimpel (2016). */
    record Gelu() implements ActivationFunction {
        private static final double ROOT_HALF = Math.sqrt(0.5);
        private static final double DENSITY = 1 / Math.sqrt(2 * Math.PI);

        private static double distribution(double x) {
            return (1 + Erf.erf(x * ROOT_HALF)) / 2;
        }

        @Override
        public double value(double x) {
            return x * distribution(x);
        }

        @Override
        public double slope(double x) {
            return distribution(x) + x * DENSITY * Math.exp(-x * x / 2);
        }
    }

    /** Its approximation in the same paper. */
    record GeluTanh() implements ActivationFunction {
        private static final double SCALE = Math.sqrt(2 / Math.PI);
        private static final double CUBIC = 0.044715;

        /** {@code (1 + tanh(u)) / 2 = sigmoid(2 u)}, which is several times faster. */
        private static double gate(double x) {
            return sigmoid(2 * SCALE * (x + CUBIC * x * x * x));
        }

        @Override
        public double value(double x) {
            return x * gate(x);
        }

        @Override
        public double slope(double x) {
            double gate = gate(x);
            return gate + x * 2 * gate * (1 - gate) * SCALE * (1 + 3 * CUBIC * x * x);
        }
    }

    /** Elfwing, Uchibe and Doya (2017). */
    record Silu() implements ActivationFunction {
        @Override
        public double value(double x) {
            return x * sigmoid(x);
        }

        @Override
        public double slope(double x) {
            double sigmoid = sigmoid(x);
            return sigmoid * (1 + x * (1 - sigmoid));
        }
    }

    /** Dugas et al. (2001). */
    record Softplus() implements ActivationFunction {
        @Override
        public double value(double x) {
            double power = Math.exp(-Math.abs(x)); // e^x would overflow
            double above = 1 + power;
            // ln(1 + power) with the rounding of the sum taken back (Kahan), faster than log1p.
            double rest = above == 1 ? power : Math.log(above) * power / (above - 1);
            return Math.max(x, 0) + rest;
        }

        @Override
        public double slope(double x) {
            return sigmoid(x);
        }
    }

    /** Howard et al. (2019). */
    record Hardswish() implements ActivationFunction {
        @Override
        public double value(double x) {
            return x <= -3 ? 0 : x >= 3 ? x : x * (x + 3) / 6;
        }

        @Override
        public double slope(double x) {
            return x <= -3 ? 0 : x > 3 ? 1 : x / 3 + 0.5;
        }
    }
}
