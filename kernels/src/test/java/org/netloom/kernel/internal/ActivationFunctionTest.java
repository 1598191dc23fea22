package org.netloom.kernel.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.netloom.op.Activation;
import org.netloom.op.Activation.Function;

/** The errors that {@link ActivationFunction} states, over floats of all sizes. */
class ActivationFunctionTest {
    private static final int COUNT = 1 << 18;
    private static final double LAST_PLACE = 0x1p-23;

    private interface OfVector {
        FloatVector at(FloatVector x);
    }

    @Test
    void sigmoidIsGoodToThreePlaces() {
        ActivationFunction sigmoid = ActivationFunction.of(op(Function.SIGMOID));
        assertThat(largestUlps(sigmoid::value, x -> 1 / (1 + Math.exp(-x)))).isLessThan(3);
    }

    @Test
    void tanhIsGoodToThreePlaces() {
        ActivationFunction tanh = ActivationFunction.of(op(Function.TANH));
        assertThat(largestUlps(tanh::value, Math::tanh)).isLessThan(3);
    }

    @Test
    void tanhKeepsTheSignOfZero() {
        float value =
                Exponentials.tanh(FloatVector.broadcast(Lanes.SPECIES, -0f)).lane(0);
        assertThat(Float.floatToRawIntBits(value)).isEqualTo(Float.floatToRawIntBits(-0f));
    }

    @Test
    void exponentialsAreAsGoodAsTheySay() {
        assertThat(largestUlps(Exponentials::exp, Math::exp)).isLessThan(1.1);
        assertThat(largestUlps(Exponentials::expm1, Math::expm1)).isLessThan(3);
        assertThat(largestUlps(Exponentials::sigmoid, x -> 1 / (1 + Math.exp(-x))))
                .isLessThan(3);
        assertThat(largestUlps(Exponentials::tanh, Math::tanh)).isLessThan(3);
        // Of numbers from 0 to 1, which e^-|x| is.
        assertThat(largestUlps(
                        x -> Exponentials.log1p(Exponentials.exp(x.abs().neg())),
                        x -> Math.log1p((float) Math.exp(-Math.abs(x)))))
                .isLessThan(3 + 1.1); // the argument's own error comes on top
    }

    @Test
    void exponentialsOfTheEndsAreRight() {
        float up = Float.POSITIVE_INFINITY;
        float down = Float.NEGATIVE_INFINITY;
        assertThat(Exponentials.exp(Lanes.spread(up)).lane(0)).isEqualTo(up);
        assertThat(Exponentials.exp(Lanes.spread(down)).lane(0)).isZero();
        assertThat(Exponentials.exp(Lanes.spread(0f)).lane(0)).isEqualTo(1);
        assertThat(Exponentials.exp(Lanes.spread(Float.NaN)).lane(0)).isNaN();
        assertThat(Exponentials.expm1(Lanes.spread(down)).lane(0)).isEqualTo(-1);
        assertThat(Exponentials.sigmoid(Lanes.spread(up)).lane(0)).isEqualTo(1);
        assertThat(Exponentials.sigmoid(Lanes.spread(down)).lane(0)).isZero();
        assertThat(Exponentials.tanh(Lanes.spread(up)).lane(0)).isEqualTo(1);
        assertThat(Exponentials.tanh(Lanes.spread(down)).lane(0)).isEqualTo(-1);
    }

    @ParameterizedTest
    @EnumSource(Function.class)
    void valuesAndSlopesAreGoodToFourPlaces(Function function) {
        ActivationFunction curve = ActivationFunction.of(op(function));
        float[] x = sweep();
        float[] values = map(x, curve::value);
        float[] slopes = map(x, in -> curve.slope(in, curve.value(in)));
        for (int i = 0; i < x.length; i++) {
            double[] expected = inDouble(function, op(function).constant(), x[i]);
            assertThat(error(values[i], expected[0]))
                    .as("%s(%s)", function, x[i])
                    .isLessThan(4);
            assertThat(error(slopes[i], expected[1]))
                    .as("%s'(%s)", function, x[i])
                    .isLessThan(4);
        }
    }

    @ParameterizedTest
    @EnumSource(Function.class)
    void passesNaNOn(Function function) {
        ActivationFunction curve = ActivationFunction.of(op(function));
        FloatVector nan = Lanes.spread(Float.NaN);
        assertThat(curve.value(nan).lane(0)).isNaN();
    }

    @ParameterizedTest
    @EnumSource(Function.class)
    void neverDecreasesWhereItSaysSo(Function function) {
        ActivationFunction curve = ActivationFunction.of(op(function));
        float[] x = sweep();
        Arrays.sort(x);
        float[] y = map(x, curve::value);
        int falls = 0;
        for (int i = 1; i < y.length; i++) {
            // An approximation may fall by its error, but no further.
            if (y[i - 1] - y[i] > 4 * LAST_PLACE * Math.max(1, Math.abs(y[i]))) {
                falls++;
            }
        }
        boolean rises = falls == 0;
        assertThat(op(function).neverDecreases()).isEqualTo(rises);
    }

    @ParameterizedTest
    @EnumSource(Function.class)
    void theSlopeFollowsFromWhatItSays(Function function) {
        ActivationFunction curve = ActivationFunction.of(op(function));
        FloatVector nan = Lanes.spread(Float.NaN);
        for (float x : new float[] {-2.5f, -0.25f, 0.5f, 1.75f}) {
            FloatVector in = Lanes.spread(x);
            FloatVector out = curve.value(in);
            FloatVector slope = op(function).slopeFollowsFromOutput() ? curve.slope(nan, out) : curve.slope(in, nan);
            assertThat(slope.lane(0)).isEqualTo(curve.slope(in, out).lane(0)).isNotNaN();
        }
    }

    private static Activation op(Function function) {
        double constant = switch (function) {
            case CLIPPED_RELU -> 2.5;
            case LEAKY_RELU -> 0.125;
            case ELU -> 0.75;
            default -> 0;
        };
        return Activation.of("act1", "a.net:1:1", function, constant);
    }

    /** Floats of all bit patterns, and more of those for which functions are not flat. */
    private static float[] sweep() {
        SplittableRandom random = new SplittableRandom(1);
        float[] x = new float[COUNT];
        for (int i = 0; i < COUNT; i++) {
            float bits = Float.intBitsToFloat(random.nextInt());
            x[i] = switch (i % 4) {
                case 0 -> Float.isFinite(bits) ? bits : 0;
                case 1 -> (float) random.nextDouble(-100, 100);
                case 2 -> (float) random.nextDouble(-20, 20);
                default -> (float) random.nextDouble(-2, 2);
            };
        }
        return x;
    }

    private static float[] map(float[] x, OfVector function) {
        float[] y = new float[x.length];
        for (int i = 0; i < x.length; i += Lanes.COUNT) {
            function.at(FloatVector.fromArray(Lanes.SPECIES, x, i)).intoArray(y, i);
        }
        return y;
    }

    /** The largest error in units of the last place of the result; of results below the normal numbers there are none. */
    private static double largestUlps(OfVector function, DoubleUnaryOperator expected) {
        float[] x = sweep();
        float[] y = map(x, function);
        double largest = 0;
        for (int i = 0; i < x.length; i++) {
            double right = expected.applyAsDouble(x[i]);
            if (Math.abs(right) >= Float.MIN_NORMAL && right < Float.MAX_VALUE) {
                largest = Math.max(largest, Math.abs(y[i] - right) / Math.ulp((float) right));
            } else {
                assertThat(y[i]).as("at %s", x[i]).isCloseTo((float) right, offset(Float.MIN_NORMAL));
            }
        }
        return largest;
    }

    /** In last places of the larger of 1 and the result. */
    private static double error(float actual, double expected) {
        if (Double.compare(actual, (float) expected) == 0) {
            return 0;
        }
        return Math.abs(actual - expected) / Math.max(1, Math.abs(expected)) / LAST_PLACE;
    }

    /** Value and slope in double. */
    private static double[] inDouble(Function function, double constant, double x) {
        double sigmoid = 1 / (1 + Math.exp(-x));
        double density = Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
        double distribution = (1 + erf(x / Math.sqrt(2))) / 2;
        double cubic = Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x);
        double gate = 1 / (1 + Math.exp(-2 * cubic));
        // Of the gate 1 - gate, too, in a way that does not cancel.
        double inner = 2 * Math.sqrt(2 / Math.PI) * (1 + 3 * 0.044715 * x * x) * gate / (1 + Math.exp(2 * cubic));
        double hard = Math.min(Math.max(x + 3, 0), 6) / 6;
        boolean between = x > -3 && x < 3;
        return switch (function) {
            case SIGMOID -> new double[] {sigmoid, sigmoid * (1 - sigmoid)};
            case TANH -> new double[] {Math.tanh(x), 1 - Math.tanh(x) * Math.tanh(x)};
            case RELU -> new double[] {Math.max(x, 0), x > 0 ? 1 : 0};
            case CLIPPED_RELU -> new double[] {Math.min(Math.max(x, 0), constant), x > 0 && x < constant ? 1 : 0};
            case LEAKY_RELU -> new double[] {x > 0 ? x : constant * x, x > 0 ? 1 : constant};
            case ELU -> new double[] {x > 0 ? x : constant * Math.expm1(x), x > 0 ? 1 : constant * Math.exp(x)};
            case GELU -> new double[] {x * distribution, distribution + x * density};
            case GELU_TANH -> new double[] {x * gate, gate + (inner == 0 ? 0 : x * inner)};
            case SILU -> new double[] {x * sigmoid, sigmoid + x * sigmoid / (1 + Math.exp(x))};
            case SOFTPLUS -> new double[] {Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))), sigmoid};
            case HARDSIGMOID -> new double[] {hard, between ? 1 / 6.0 : 0};
            case HARDSWISH -> new double[] {x * hard, between ? x / 3 + 0.5 : x >= 3 ? x == 3 ? 1.5 : 1 : 0};
        };
    }

    /** {@code 2/√π e^(-x²) Σ 2ⁿ x^(2n+1) / (1 · 3 ⋯ (2n + 1))}, whose terms do not cancel; ±1 beyond 6. */
    private static double erf(double x) {
        if (Math.abs(x) > 6) {
            return Math.signum(x);
        }
        double term = x;
        double sum = 0;
        for (int n = 0; n < 200; n++) {
            sum += term;
            term *= 2 * x * x / (2 * n + 3);
        }
        return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
    }
}
