package org.netloom.runtime.internal.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.netloom.op.Activation;
import org.netloom.op.Activation.Function;
import org.netloom.op.Tensor;

class ActivationsTest {
    private static final double FAR = 1_000;

    static Stream<Arguments> everyFunctionInBothTypes() {
        return Arrays.stream(Function.values())
                .flatMap(function ->
                        Stream.of(DataType.FLOAT, DataType.DOUBLE).map(type -> Arguments.of(op(function, 1.7), type)));
    }

    private static Activation op(Function function, double constant) {
        return Activation.of("activation1", "a.net:1:1", function, constant);
    }

    /** As {@link Function} defines it, written down as it stands there. */
    private static double definition(Activation op, double x) {
        double c = op.constant();
        return switch (op.function()) {
            case SIGMOID -> 1 / (1 + Math.exp(-x));
            case TANH -> (Math.exp(x) - Math.exp(-x)) / (Math.exp(x) + Math.exp(-x));
            case RELU -> Math.max(0, x);
            case CLIPPED_RELU -> Math.min(Math.max(0, x), c);
            case LEAKY_RELU -> x > 0 ? x : c * x;
            case ELU -> x > 0 ? x : c * (Math.exp(x) - 1);
            case GELU -> x * normal(x);
            case GELU_TANH -> x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * Math.pow(x, 3)))) / 2;
            case SILU -> x / (1 + Math.exp(-x));
            case SOFTPLUS -> Math.log(1 + Math.exp(x));
            case HARDSIGMOID -> Math.min(Math.max(0, x + 3), 6) / 6;
            case HARDSWISH -> x * Math.min(Math.max(0, x + 3), 6) / 6;
        };
    }

    /** The integral of the density by Simpson's rule, exact to 1e-13 with so many steps. */
    private static double normal(double x) {
        int steps = 1_600;
        double h = x / steps;
        double sum = 0;
        for (int i = 0; i <= steps; i++) {
            double weight = i == 0 || i == steps ? 1 : i % 2 == 1 ? 4 : 2;
            sum += weight * Math.exp(-h * i * h * i / 2);
        }
        return 0.5 + sum * h / 3 / Math.sqrt(2 * Math.PI);
    }

    @ParameterizedTest
    @MethodSource("everyFunctionInBothTypes")
    void isWhatItsDefinitionSaysForEveryShape(Activation op, DataType type) {
        for (int[] shape : List.of(new int[] {5}, new int[] {3, 4, 5}, new int[] {7, 21, 31})) {
            int batch = 3;
            double[] x = random(size(shape), batch * size(shape));
            double[] y = forward(op, type, shape, batch, x);
            for (int i = 0; i < x.length; i++) {
                double given = type == DataType.FLOAT ? (float) x[i] : x[i];
                double expected = definition(op, given);
                assertThat(y[i])
                        .as("%s at %s", op.function(), x[i])
                        .isCloseTo(expected, within(Rig.tolerance(type) * (1 + Math.abs(expected))));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("everyFunctionInBothTypes")
    void theBackwardPassIsTheDerivative(Activation op, DataType type) {
        double[] x = random(100, 2 * 700);
        double[] dy = random(200, x.length);
        double[] dx = backward(op, type, x, dy);
        double h = 1e-5; // its error is about h² and 1e-16 / h: 1e-10 and 1e-11
        for (int i = 0; i < x.length; i++) {
            double slope = (definition(op, x[i] + h) - definition(op, x[i] - h)) / (2 * h);
            if (!isKink(op, x[i], 2 * h)) {
                assertThat(dx[i])
                        .as("%s at %s", op.function(), x[i])
                        .isCloseTo(dy[i] * slope, within(type == DataType.FLOAT ? 2e-5 : 1e-8));
            }
        }
    }

    private static boolean isKink(Activation op, double x, double near) {
        return Stream.of(0.0, -3.0, 3.0, op.constant()).anyMatch(kink -> Math.abs(x - kink) < near);
    }

    @ParameterizedTest
    @MethodSource("everyFunctionInBothTypes")
    void nanStaysNanAndFarValuesDoNotOverflow(Activation op, DataType type) {
        double[] x = {Double.NaN, FAR, -FAR, 0, 88.9, -88.9};
        double[] y = forward(op, type, new int[] {6}, 1, x);
        assertThat(y[0]).isNaN();
        assertThat(Arrays.stream(y).skip(1)).allMatch(Double::isFinite);
        double[] dx = backward(op, type, Arrays.copyOfRange(x, 1, 5), new double[] {1, 1, 1, 1});
        assertThat(Arrays.stream(dx)).allMatch(Double::isFinite);
    }

    // What PyTorch's backward formulas give where the derivative jumps, and what they give right beside.
    @ParameterizedTest
    @CsvSource({
        "RELU, 0, 0, 0",
        "CLIPPED_RELU, 6, 0, 0",
        "CLIPPED_RELU, 6, 6, 0",
        "CLIPPED_RELU, 6, 5.9, 1",
        "LEAKY_RELU, 0.2, 0, 0.2",
        "LEAKY_RELU, 0, -1, 0",
        "ELU, 1.5, 0, 1.5",
        "HARDSIGMOID, 0, -3, 0",
        "HARDSIGMOID, 0, 3, 0",
        "HARDSIGMOID, 0, 2.9, 0.16666666666666666",
        "HARDSWISH, 0, 3, 1.5",
        "HARDSWISH, 0, 3.1, 1",
        "HARDSWISH, 0, -3.1, 0"
    })
    void hasPyTorchsSlopeAtTheKinks(Function function, double constant, double x, double slope) {
        double[] dx = backward(op(function, constant), DataType.DOUBLE, new double[] {x}, new double[] {1});
        assertThat(dx[0]).isCloseTo(slope, within(1e-15));
    }

    @Test
    void keepsTheDigitsOfSmallValues() {
        double[] y = forward(op(Function.ELU, 1), DataType.DOUBLE, new int[] {1}, 1, new double[] {-1e-12});
        assertThat(y[0]).isCloseTo(-1e-12 + 0.5e-24, within(1e-27));
        double[] sum = forward(op(Function.SOFTPLUS, 0), DataType.DOUBLE, new int[] {1}, 1, new double[] {-40});
        assertThat(sum[0]).isCloseTo(Math.exp(-40), within(1e-15 * Math.exp(-40)));
    }

    private static double[] forward(Activation op, DataType type, int[] shape, int batch, double[] values) {
        try (Rig rig = new Rig(Rig.engine(type))) {
            Tensor x = rig.tensor(shape);
            Tensor y = rig.tensor(shape);
            rig.batch(batch);
            rig.set(x, values);
            rig.engine.kernel(op).forward(x, y);
            return rig.get(y);
        }
    }

    private static double[] backward(Activation op, DataType type, double[] values, double[] gradient) {
        try (Rig rig = new Rig(Rig.engine(type))) {
            Tensor x = rig.tensor(values.length);
            Tensor y = rig.tensor(values.length);
            Tensor dy = rig.tensor(values.length);
            Tensor dx = rig.tensor(values.length);
            rig.batch(1);
            rig.set(x, values);
            rig.set(dy, gradient);
            rig.engine.kernel(op).forward(x, y);
            rig.engine.kernel(op).backward(x, y, dy, dx);
            return rig.get(dx);
        }
    }

    private static int size(int[] shape) {
        return Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    }

    private static double[] random(long seed, int length) {
        SplittableRandom random = new SplittableRandom(seed);
        return random.doubles(length, -5, 5).toArray();
    }
}
