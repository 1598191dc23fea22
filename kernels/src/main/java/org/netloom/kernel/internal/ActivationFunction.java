package org.netloom.kernel.internal;

import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LT;
import static org.netloom.kernel.internal.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import org.netloom.op.Activation;

/**
 * An activation function and its derivative, lane by lane; NaN stays NaN. The largest errors, which {@code ActivationFunctionTest}
 * checks, are in the last places of a float: sigmoid and tanh 3, exp 1.1; of the others, relative to the larger of 1 and the
 * result, 4.
 */
interface ActivationFunction {
    FloatVector value(FloatVector x);

    /**
     * The derivative, from y where {@link Activation#slopeFollowsFromOutput} and from x elsewhere; the other argument may be
     * anything.
     */
    FloatVector slope(FloatVector x, FloatVector y);

    static ActivationFunction of(Activation op) {
        float constant = (float) op.constant();
        return switch (op.function()) {
            case SIGMOID -> new Sigmoid();
            case TANH -> new Tanh();
            case RELU -> new Relu();
            case CLIPPED_RELU -> new ClippedRelu(constant);
            case LEAKY_RELU -> new LeakyRelu(constant, op.slopeFollowsFromOutput());
            case ELU -> new Elu(constant);
            case GELU -> new Gelu();
            case GELU_TANH -> new GeluTanh();
            case SILU -> new Silu();
            case SOFTPLUS -> new Softplus();
            case HARDSIGMOID -> new Hardsigmoid();
            case HARDSWISH -> new Hardswish();
        };
    }

    /**
     * A curve and what its operation says of it.
     *
     * @param fromOutput whether the derivative follows from y alone
     * @param neverDecreases whether a larger x never gives a smaller y, so that a maximum may be taken before it
     */
    record Described(ActivationFunction curve, boolean fromOutput, boolean neverDecreases) {
        static final Described IDENTITY = new Described(new Identity(), true, true);

        static Described of(Activation op) {
            return new Described(ActivationFunction.of(op), op.slopeFollowsFromOutput(), op.neverDecreases());
        }
    }

    /** x where it is above 0, else 0, or NaN: {@code max} takes HotSpot more instructions. */
    private static FloatVector positive(FloatVector x) {
        FloatVector zero = FloatVector.zero(SPECIES);
        return x.blend(zero, x.compare(LE, zero));
    }

    /** y = x: what batch normalization alone comes to. */
    record Identity() implements ActivationFunction {
        @Override
        public FloatVector value(FloatVector x) {
            return x;
        }

        @Override
        public FloatVector slope(FloatVector x, FloatVector y) {
            return FloatVector.broadcast(SPECIES, 1f);
        }
    }

    record Sigmoid() implements ActivationFunction {
        @Override
        public FloatVector value(FloatVector x) {
            return Exponentials.sigmoid(x);
        }

        @Override
        public FloatVector slope(FloatVector x, FloatVector y) {
            return y.mul(FloatVector.broadcast(SPECIES, 1f).sub(y));
        }
    }

    record Tanh() implements ActivationFunction {
        @Override
        public FloatVector value(FloatVector x) {
            return Exponentials.tanh(x);
        }

        @Override
        public FloatVector slope(FloatVector x, FloatVector y) {
            return FloatVector.broadcast(SPECIES, 1f).sub(y.mul(y));
        }
    }

    record Relu() implements ActivationFunction {
        @Override
        public FloatVector value(FloatVector x) {
            return positive(x);
        }

        @Override
        public FloatVector slope(FloatVector x, FloatVector y) {
            return FloatVector.broadcast(SPECIES, 0f).blend(1f, y.compare(GT, 0f));
        }
    }

    record ClippedRelu(float top) implements ActivationFunction {
        @Override
        public FloatVector value(FloatVector x) {
            return Exponentials.within(x, 0f, top);
        }

        @Override
        public FloatVector slope(FloatVector x, FloatVector y) {
            return FloatVector.broadcast(SPECIES, 0f)
                    .blend(1f, y.compare(GT, 0f).and(y.compare(LT, top)));
        }
    }

    record LeakyRelu(float below, boolean fromOutput) implements ActivationFunction {
        @Override
        public FloatVector value(FloatVector x) {
            return x.mul(below).blend(x, x.compare(GT, 0f));
        }

        @Override
        public FloatVector slope(FloatVector x, FloatVector y) {
            return FloatVector.broadcast(SPECIES, below).blend(1f, (fromOutput ? y : x).compare(GT, 0f));
        }
    }

    record Elu(float alpha) implements ActivationFunction {
        @Override
        public FloatVector value(FloatVector x) {
            return Exponentials.expm1(x).mul(alpha).blend(x, x.compare(GT, 0f));
        }

        @Override
        public FloatVector slope(FloatVector x, FloatVector y) {
            return Exponentials.exp(x).mul(alpha).blend(1f, x.compare(GT, 0f));
        }
    }

    record Gelu() implements ActivationFunction {
        private static final float ROOT_HALF = (float) Math.sqrt(0.5);
        private static final float DENSITY = (float) (1 / Math.sqrt(2 * Math.PI));

        private static FloatVector distribution(FloatVector x) {
            return Erf.erf(x.mul(ROOT_HALF)).add(1f).mul(0.5f);
        }

        @Override
        public FloatVector value(FloatVector x) {
            return x.mul(distribution(x));
        }

        @Override
        public FloatVector slope(FloatVector x, FloatVector y) {
            FloatVector density = Exponentials.exp(x.mul(x).mul(-0.5f)).mul(DENSITY);
            return x.fma(density, distribution(x));
        }
    }

    record GeluTanh() implements ActivationFunction {
        private static final float SCALE = (float) (2 * Math.sqrt(2 / Math.PI));
        private static final float CUBIC = 0.044715f;

        /** Beyond it the slope is 0 or 1 to the last place, and e^x and x³ are floats within. */
        private static final float END = 8f;

        /** 2u, of which {@code (1 + tanh(u)) / 2 = sigmoid(2u)}. */
        private static FloatVector doubled(FloatVector x) {
            return x.mul(x).mul(CUBIC).add(1f).mul(x).mul(SCALE);
        }

        @Override
        public FloatVector value(FloatVector x) {
            return x.mul(Exponentials.sigmoid(doubled(x)));
        }

        @Override
        public FloatVector slope(FloatVector x, FloatVector y) {
            FloatVector near = Exponentials.within(x, -END, END);
            FloatVector power = Exponentials.exp(doubled(near).neg());
            FloatVector gate = FloatVector.broadcast(SPECIES, 1f).div(power.add(1f));
            FloatVector inner = near.mul(near).mul(3 * CUBIC).add(1f).mul(SCALE);
            return power.mul(gate).mul(inner).mul(near).fma(gate, gate); // 1 - gate = power gate, without canceling
        }
    }

    record Silu() implements ActivationFunction {
        /** Beyond it the slope is 0 or 1 to the last place, and e^x is a float within. */
        private static final float END = 80f;

        @Override
        public FloatVector value(FloatVector x) {
            return x.mul(Exponentials.sigmoid(x));
        }

        @Override
        public FloatVector slope(FloatVector x, FloatVector y) {
            FloatVector near = Exponentials.within(x, -END, END);
            FloatVector power = Exponentials.exp(near.neg());
            FloatVector gate = FloatVector.broadcast(SPECIES, 1f).div(power.add(1f));
            return power.mul(gate).mul(near).fma(gate, gate); // 1 - gate = power gate, without canceling
        }
    }

    record Softplus() implements ActivationFunction {
        @Override
        public FloatVector value(FloatVector x) {
            return Exponentials.log1p(Exponentials.exp(x.abs().neg())).add(positive(x)); // e^x would overflow
        }

        @Override
        public FloatVector slope(FloatVector x, FloatVector y) {
            return Exponentials.sigmoid(x);
        }
    }

    record Hardsigmoid() implements ActivationFunction {
        @Override
        public FloatVector value(FloatVector x) {
            return Exponentials.within(x.add(3f), 0f, 6f).mul(1 / 6f);
        }

        @Override
        public FloatVector slope(FloatVector x, FloatVector y) {
            return FloatVector.broadcast(SPECIES, 1 / 6f)
                    .blend(0f, x.compare(LE, -3f).or(x.compare(GE, 3f)));
        }
    }

    record Hardswish() implements ActivationFunction {
        @Override
        public FloatVector value(FloatVector x) {
            return Exponentials.within(x.add(3f), 0f, 6f).mul(1 / 6f).mul(x);
        }

        @Override
        public FloatVector slope(FloatVector x, FloatVector y) {
            FloatVector between = x.mul(1 / 3f).add(0.5f);
            return between.blend(0f, x.compare(LE, -3f)).blend(1f, x.compare(GT, 3f));
        }
    }
}
