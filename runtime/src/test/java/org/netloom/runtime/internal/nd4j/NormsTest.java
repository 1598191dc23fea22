package org.netloom.runtime.internal.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.netloom.op.GroupNorm;
import org.netloom.op.LayerNorm;
import org.netloom.op.Softmax;
import org.netloom.op.Tensor;
import org.netloom.runtime.engine.NdArray;

/** Softmax, layer and group normalization against loops in float64 and against central differences. */
class NormsTest {
    private static final double EPS = 1e-3;
    private static final int BATCH = 3;

    static Stream<Arguments> shapes() {
        return Stream.of(new int[] {7}, new int[] {6, 5}, new int[] {6, 4, 3}, new int[] {2, 1, 1}, new int[] {64, 9, 11
                })
                .flatMap(shape -> Stream.of(DataType.FLOAT, DataType.DOUBLE).map(type -> Arguments.of(shape, type)));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void softmaxSumsToOneAlongTheChannels(int[] shape, DataType type) {
        double[] x = scaled(Rig.random(1, BATCH * size(shape)), 9);
        double[] y = softmax(shape, x, type);
        assertThat(Rig.error(y, softmaxOf(shape, x))).isLessThan(Rig.tolerance(type));
    }

    @Test
    void softmaxIsStableAndKeepsNan() {
        double[] y = softmax(
                new int[] {3}, new double[] {1000, 0, -1000, 1, Double.NaN, 1, -1e4, -1e4, -1e4}, DataType.FLOAT);
        assertThat(Arrays.copyOf(y, 3)).containsExactly(1, 0, 0);
        assertThat(Arrays.copyOfRange(y, 3, 6)).containsOnly(Double.NaN);
        assertThat(y[7]).isCloseTo(1.0 / 3, org.assertj.core.api.Assertions.within(1e-7));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void softmaxHasItsGradient(int[] shape, DataType type) {
        double[] x = Rig.random(2, BATCH * size(shape));
        double[] dy = Rig.random(3, x.length);
        try (Rig rig = new Rig(Rig.engine(type))) {
            Tensor y = rig.tensor(shape);
            Tensor gradient = rig.tensor(shape);
            Tensor dx = rig.tensor(shape);
            rig.batch(BATCH);
            rig.set(y, softmaxOf(shape, x));
            rig.set(gradient, dy);
            rig.engine.kernel(Softmax.of("softmax1", "a.net:1:1")).backward(y, gradient, dx);
            assertDerivative(rig.get(dx), x, at -> Rig.dot(softmaxOf(shape, at), dy), type);
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void layerNormIsRightBothWays(int[] shape, DataType type) {
        int rows = shape.length == 2 ? BATCH * shape[0] : BATCH;
        int width = BATCH * size(shape) / rows;
        long[] affine = shape.length == 3 ? new long[] {shape[0], shape[1], shape[2]} : new long[] {width};
        LayerNorm op = LayerNorm.of("layernorm1", "a.net:1:1", EPS);
        check(
                shape,
                type,
                width,
                affine,
                i -> i % width,
                (rig, x, gamma, beta, y) -> rig.engine.kernel(op).forward(x, gamma, beta, y),
                (rig, x, gamma, dy, dx, dGamma, dBeta) ->
                        rig.engine.kernel(op).backward(x, gamma, dy, dx, dGamma, dBeta));
    }

    static Stream<Arguments> groups() {
        return Stream.of(1, 2, 3, 6)
                .flatMap(groups -> Stream.of(new int[] {6, 4, 3}, new int[] {12, 1, 1}, new int[] {12})
                        .flatMap(shape -> Stream.of(DataType.FLOAT, DataType.DOUBLE)
                                .map(type -> Arguments.of(groups, shape, type))));
    }

    @ParameterizedTest
    @MethodSource("groups")
    void groupNormIsRightBothWays(int groups, int[] shape, DataType type) {
        int channels = shape[0];
        int pixels = size(shape) / channels;
        GroupNorm op = GroupNorm.of("groupnorm1", "a.net:1:1", groups, EPS);
        check(
                shape,
                type,
                size(shape) / groups,
                new long[] {channels},
                i -> i / pixels % channels,
                (rig, x, gamma, beta, y) -> rig.engine.kernel(op).forward(x, gamma, beta, y),
                (rig, x, gamma, dy, dx, dGamma, dBeta) ->
                        rig.engine.kernel(op).backward(x, gamma, dy, dx, dGamma, dBeta));
    }

    @Test
    void layerNormKeepsItsDigitsWhereTheMeanIsFarFromZero() {
        double[] x = Rig.random(20, 4_000);
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) (x[i] + 5_000);
        }
        double[] ones = new double[2_000];
        Arrays.fill(ones, 1);
        try (Rig rig = new Rig(Rig.FLOAT)) {
            Tensor in = rig.tensor(2_000);
            Tensor out = rig.tensor(2_000);
            rig.batch(2);
            rig.set(in, x);
            NdArray gamma = rig.array(ones, 2_000);
            NdArray beta = rig.array(new double[2_000], 2_000);
            rig.engine.kernel(LayerNorm.of("layernorm1", "a.net:1:1", EPS)).forward(in, gamma, beta, out);
            // One unit of the last place of 5,000 is 5e-4, but x is rounded to float before, so nothing is lost.
            assertThat(Rig.error(rig.get(out), normalized(x, 2_000, ones, new double[2_000], i -> i % 2_000)))
                    .isLessThan(1e-5);
        }
    }

    interface Forward {
        void run(Rig rig, Tensor x, NdArray gamma, NdArray beta, Tensor y);
    }

    interface Backward {
        void run(Rig rig, Tensor x, NdArray gamma, Tensor dy, @Nullable Tensor dx, NdArray dGamma, NdArray dBeta);
    }

    interface Index {
        int of(int element);
    }

    private static void check(
            int[] shape, DataType type, int width, long[] affine, Index index, Forward forward, Backward backward) {
        int length = BATCH * size(shape);
        int parameters = (int) Arrays.stream(affine).reduce(1, (a, b) -> a * b);
        double[] x = Rig.random(4, length);
        double[] dy = Rig.random(5, length);
        double[] gamma = Rig.random(6, parameters);
        double[] beta = Rig.random(7, parameters);
        try (Rig rig = new Rig(Rig.engine(type))) {
            List<Tensor> tensors =
                    Stream.generate(() -> rig.tensor(shape)).limit(4).toList();
            rig.batch(BATCH);
            rig.set(tensors.get(0), x);
            rig.set(tensors.get(2), dy);
            NdArray scale = rig.array(gamma, affine);
            NdArray shift = rig.array(beta, affine);
            NdArray dGamma = rig.array(Rig.random(8, parameters), affine);
            NdArray dBeta = rig.array(Rig.random(9, parameters), affine);
            forward.run(rig, tensors.get(0), scale, shift, tensors.get(1));
            assertThat(Rig.error(rig.get(tensors.get(1)), normalized(x, width, gamma, beta, index)))
                    .isLessThan(Rig.tolerance(type));
            backward.run(rig, tensors.get(0), scale, tensors.get(2), null, dGamma, dBeta);
            double[] first = Rig.get(dGamma);
            backward.run(rig, tensors.get(0), scale, tensors.get(2), tensors.get(3), dGamma, dBeta);
            assertThat(Rig.get(dGamma)).isEqualTo(first);
            if (length > 2_000) {
                return; // differences of thousands of values take long, and the smaller shapes show the same
            }
            assertDerivative(
                    rig.get(tensors.get(3)), x, at -> Rig.dot(normalized(at, width, gamma, beta, index), dy), type);
            assertDerivative(Rig.get(dGamma), gamma, at -> Rig.dot(normalized(x, width, at, beta, index), dy), type);
            assertDerivative(Rig.get(dBeta), beta, at -> Rig.dot(normalized(x, width, gamma, at, index), dy), type);
        }
    }

    private static void assertDerivative(
            double[] actual, double[] at, java.util.function.ToDoubleFunction<double[]> loss, DataType type) {
        if (at.length > 2_000) {
            return;
        }
        assertThat(Rig.error(actual, Rig.differences(at, loss))).isLessThan(type == DataType.FLOAT ? 5e-4 : 1e-5);
    }

    /** Rows of {@code width} values, each with mean 0 and variance 1, then scaled and shifted. */
    private static double[] normalized(double[] x, int width, double[] gamma, double[] beta, Index index) {
        double[] y = new double[x.length];
        for (int row = 0; row < x.length; row += width) {
            double mean = Arrays.stream(x, row, row + width).average().orElseThrow();
            double variance = Arrays.stream(x, row, row + width)
                    .map(value -> (value - mean) * (value - mean))
                    .average()
                    .orElseThrow();
            for (int i = row; i < row + width; i++) {
                y[i] = gamma[index.of(i)] * (x[i] - mean) / Math.sqrt(variance + EPS) + beta[index.of(i)];
            }
        }
        return y;
    }

    private static double[] softmax(int[] shape, double[] values, DataType type) {
        try (Rig rig = new Rig(Rig.engine(type))) {
            Tensor x = rig.tensor(shape);
            Tensor y = rig.tensor(shape);
            rig.batch(values.length / size(shape));
            rig.set(x, values);
            rig.engine.kernel(Softmax.of("softmax1", "a.net:1:1")).forward(x, y);
            return rig.get(y);
        }
    }

    private static double[] softmaxOf(int[] shape, double[] x) {
        int step = shape.length == 3 ? shape[1] * shape[2] : 1;
        int count = shape.length == 2 ? shape[1] : shape[0];
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            int first = i / (step * count) * step * count + i % step;
            double sum = 0;
            for (int k = 0; k < count; k++) {
                sum += Math.exp(x[first + k * step]);
            }
            y[i] = Math.exp(x[i]) / sum;
        }
        return y;
    }

    private static double[] scaled(double[] values, double factor) {
        return Arrays.stream(values).map(value -> value * factor).toArray();
    }

    private static int size(int[] shape) {
        return Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    }
}
