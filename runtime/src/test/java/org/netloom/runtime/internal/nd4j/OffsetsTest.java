package org.netloom.runtime.internal.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.netloom.op.BatchNorm;
import org.netloom.op.BatchNorm.Affine;
import org.netloom.op.BatchStatistics;
import org.netloom.op.GroupNorm;
import org.netloom.op.LayerNorm;
import org.netloom.op.Tensor;
import org.netloom.runtime.engine.NdArray;

/** Normalizations of floats far from 0, in float, against their definitions in float64: an offset costs no digits. */
class OffsetsTest {
    private static final double EPS = 1e-5;
    private static final BatchNorm OP = BatchNorm.of("bn1", "a.net:1:1", EPS);
    private static final int BATCH = 37;
    private static final int PIXELS = 15;

    /**
     * What may be lost, of a result's largest value or of 1: the roundings of a few hundred terms. Neighboring floats around
     * 1e7 are 1 apart, so whatever loses digits of an offset is wrong by more than the deviation.
     */
    private static final double TOLERANCE = 5e-5;

    /** How the values of the one channel lie around the offset. */
    enum Kind {
        /** A deviation of about 1, or of a few neighboring floats where those are further apart. */
        SPREAD,
        /** All equal. */
        CONSTANT,
        /** All equal but every eighth example, whose values are the next float. */
        NEARLY_CONSTANT
    }

    static Stream<Arguments> cases() {
        List<Arguments> cases = new ArrayList<>();
        for (double offset : new double[] {1e2, -1e3, 1e4, 1e5, -1e6, 1e6, 1e7, 1234567.875}) {
            for (Kind kind : Kind.values()) {
                for (boolean image : new boolean[] {false, true}) {
                    cases.add(Arguments.of(offset, kind, image));
                }
            }
        }
        return cases.stream();
    }

    /** Floats. */
    private static double[] values(double offset, Kind kind, int length, int ofExample) {
        double[] values = Rig.random(1, length);
        for (int i = 0; i < length; i++) {
            float at = (float) offset;
            values[i] = switch (kind) {
                case SPREAD -> (float) (offset + values[i] * Math.max(1.7, 3 * Math.ulp(at)));
                case CONSTANT -> at;
                case NEARLY_CONSTANT -> i / ofExample % 8 == 3 ? Math.nextUp(at) : at;
            };
        }
        return values;
    }

    /** One set of values normalized as the definition says it, and its gradients. */
    private static final class Definition {
        private final double mean;
        private final double variance;
        private final double[] unit;

        Definition(double[] x) {
            this(x, mean(x), variance(x));
        }

        Definition(double[] x, double mean, double variance) {
            this.mean = mean;
            this.variance = variance;
            unit = Arrays.stream(x).map(v -> (v - mean) * inverse()).toArray();
        }

        static double mean(double[] x) {
            return x[0] + Arrays.stream(x).map(v -> v - x[0]).sum() / x.length;
        }

        static double variance(double[] x) {
            double mean = mean(x);
            return Arrays.stream(x).map(v -> (v - mean) * (v - mean)).sum() / x.length;
        }

        double inverse() {
            return 1 / Math.sqrt(variance + EPS);
        }

        double[] y(double gamma, double beta) {
            return Arrays.stream(unit).map(v -> gamma * v + beta).toArray();
        }

        double[] dx(double gamma, double[] dy) {
            double level = Arrays.stream(dy).sum() / dy.length;
            double ofUnit = Rig.dot(unit, dy) / dy.length;
            double[] dx = new double[dy.length];
            for (int i = 0; i < dx.length; i++) {
                dx[i] = gamma * inverse() * (dy[i] - level - unit[i] * ofUnit);
            }
            return dx;
        }
    }

    private static void requireClose(String what, double[] actual, double... expected) {
        double largest =
                Math.max(1, Arrays.stream(expected).map(Math::abs).max().orElseThrow());
        for (int i = 0; i < expected.length; i++) {
            assertThat(Math.abs(actual[i] - expected[i]) / largest)
                    .as("%s, %d", what, i)
                    .isLessThan(TOLERANCE);
        }
    }

    private static Tensor tensor(Rig rig, boolean image) {
        return image ? rig.tensor(1, 3, PIXELS / 3) : rig.tensor(1);
    }

    private static int size(boolean image) {
        return image ? PIXELS : 1;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void ofBatchesInTraining(double offset, Kind kind, boolean image) {
        double[] values = values(offset, kind, BATCH * size(image), size(image));
        double[] dy = Rig.random(2, values.length);
        Definition expected = new Definition(values);
        try (Rig rig = new Rig(Rig.FLOAT);
                NdArray gamma = rig.array(new double[] {1.5}, 1);
                NdArray beta = rig.array(new double[] {-0.25}, 1);
                NdArray dGamma = rig.engine.zeros(1);
                NdArray dBeta = rig.engine.zeros(1)) {
            Tensor x = tensor(rig, image);
            Tensor y = tensor(rig, image);
            Tensor gradient = tensor(rig, image);
            Tensor dx = tensor(rig, image);
            rig.batch(BATCH);
            rig.set(x, values);
            rig.set(gradient, dy);
            BatchStatistics statistics = new BatchStatistics(1, true);
            rig.engine.kernel(OP).forward(x, new Affine(gamma, beta), statistics, y);
            rig.engine
                    .kernel(OP)
                    .backward(x, new Affine(gamma, beta), statistics, gradient, dx, new Affine(dGamma, dBeta));

            requireMoments(statistics, expected);
            requireClose("y", rig.get(y), expected.y(1.5, -0.25));
            requireClose("dx", rig.get(dx), expected.dx(1.5, dy));
            requireClose("dGamma", Rig.get(dGamma), Rig.dot(expected.unit, dy));
            requireClose("dBeta", Rig.get(dBeta), Arrays.stream(dy).sum());

            BatchStatistics again = new BatchStatistics(1, true);
            rig.engine.kernel(OP).moments(x, again);
            requireMoments(again, expected);
            double[] examples = new double[BATCH];
            for (int i = 0; i < BATCH; i++) {
                examples[i] = Definition.mean(Arrays.copyOfRange(values, i * size(image), (i + 1) * size(image)));
            }
            requireClose("variance of examples", again.exampleVariance(), Definition.variance(examples));
        }
    }

    /** In the units that count: of the deviation, a thousandth of which nobody sees. */
    private static void requireMoments(BatchStatistics actual, Definition expected) {
        assertThat(Math.abs(actual.mean()[0] - expected.mean) * expected.inverse())
                .isLessThan(TOLERANCE);
        assertThat(Math.abs(actual.variance()[0] - expected.variance) / (expected.variance + EPS))
                .isLessThan(TOLERANCE);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void ofPartsOfBatches(double offset, Kind kind, boolean image) {
        double[] values = values(offset, kind, BATCH * size(image), size(image));
        double[] dy = Rig.random(2, values.length);
        try (Rig rig = new Rig(Rig.FLOAT);
                NdArray gamma = rig.array(new double[] {1.5}, 1);
                NdArray dGamma = rig.engine.zeros(1)) {
            Tensor x = tensor(rig, image);
            Tensor y = tensor(rig, image);
            Tensor gradient = tensor(rig, image);
            Tensor dx = tensor(rig, image);
            rig.batch(BATCH);
            rig.set(x, values);
            rig.set(gradient, dy);
            BatchStatistics statistics = new BatchStatistics(1, false);
            rig.engine.kernel(OP.ghost(10)).forward(x, new Affine(gamma, null), statistics, y);
            rig.engine
                    .kernel(OP.ghost(10))
                    .backward(x, new Affine(gamma, null), statistics, gradient, dx, new Affine(dGamma, null));

            requireMoments(statistics, new Definition(values));
            assertThat(statistics.parts()).isEqualTo(3);
            double ofGamma = 0;
            for (int part = 0; part < 3; part++) {
                int from = statistics.firstExample(part) * size(image);
                int to = statistics.firstExample(part + 1) * size(image);
                Definition own = new Definition(Arrays.copyOfRange(values, from, to));
                double[] ownDy = Arrays.copyOfRange(dy, from, to);
                requireClose("y", Arrays.copyOfRange(rig.get(y), from, to), own.y(1.5, 0));
                requireClose("dx", Arrays.copyOfRange(rig.get(dx), from, to), own.dx(1.5, ownDy));
                ofGamma += Rig.dot(own.unit, ownDy);
            }
            requireClose("dGamma", Rig.get(dGamma), ofGamma);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void ofBatchesInInferenceAndFrozen(double offset, Kind kind, boolean image) {
        double[] values = values(offset, kind, BATCH * size(image), size(image));
        double[] dy = Rig.random(2, values.length);
        // As the arrays of floats have them.
        double moving = (float) Definition.mean(values);
        Definition expected = new Definition(values, moving, (float) Definition.variance(values));
        try (Rig rig = new Rig(Rig.FLOAT);
                NdArray gamma = rig.array(new double[] {1.5}, 1);
                NdArray beta = rig.array(new double[] {-0.25}, 1);
                NdArray mean = rig.array(new double[] {expected.mean}, 1);
                NdArray variance = rig.array(new double[] {expected.variance}, 1);
                NdArray dGamma = rig.engine.zeros(1);
                NdArray dBeta = rig.engine.zeros(1)) {
            Tensor x = tensor(rig, image);
            Tensor y = tensor(rig, image);
            Tensor gradient = tensor(rig, image);
            Tensor dx = tensor(rig, image);
            rig.batch(BATCH);
            rig.set(x, values);
            rig.set(gradient, dy);
            rig.engine.kernel(OP).inference(x, new Affine(gamma, beta), mean, variance, y);
            rig.engine
                    .kernel(OP)
                    .frozenBackward(
                            x, new Affine(gamma, beta), mean, variance, gradient, dx, new Affine(dGamma, dBeta));

            requireClose("y", rig.get(y), expected.y(1.5, -0.25));
            requireClose(
                    "dx",
                    rig.get(dx),
                    Arrays.stream(dy).map(g -> 1.5 * expected.inverse() * g).toArray());
            requireClose("dGamma", Rig.get(dGamma), Rig.dot(expected.unit, dy));
            requireClose("dBeta", Rig.get(dBeta), Arrays.stream(dy).sum());
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void ofExamples(double offset, Kind kind, boolean groups) {
        int width = 24;
        double[] values = values(offset, kind, BATCH * width, 1);
        double[] dy = Rig.random(2, values.length);
        double[] ones = new double[groups ? 2 : width];
        Arrays.fill(ones, 1);
        try (Rig rig = new Rig(Rig.FLOAT);
                NdArray gamma = rig.array(ones, ones.length);
                NdArray beta = rig.engine.zeros(ones.length);
                NdArray dGamma = rig.engine.zeros(ones.length);
                NdArray dBeta = rig.engine.zeros(ones.length)) {
            int[] shape = groups ? new int[] {2, 3, 4} : new int[] {width};
            Tensor x = rig.tensor(shape);
            Tensor y = rig.tensor(shape);
            Tensor gradient = rig.tensor(shape);
            Tensor dx = rig.tensor(shape);
            rig.batch(BATCH);
            rig.set(x, values);
            rig.set(gradient, dy);
            if (groups) {
                GroupNorm op = GroupNorm.of("groupnorm1", "a.net:1:1", 1, EPS);
                rig.engine.kernel(op).forward(x, gamma, beta, y);
                rig.engine.kernel(op).backward(x, gamma, gradient, dx, dGamma, dBeta);
            } else {
                LayerNorm op = LayerNorm.of("layernorm1", "a.net:1:1", EPS);
                rig.engine.kernel(op).forward(x, gamma, beta, y);
                rig.engine.kernel(op).backward(x, gamma, gradient, dx, dGamma, dBeta);
            }
            double[] ofGamma = new double[ones.length];
            for (int n = 0; n < BATCH; n++) {
                int from = n * width;
                Definition own = new Definition(Arrays.copyOfRange(values, from, from + width));
                double[] ownDy = Arrays.copyOfRange(dy, from, from + width);
                requireClose("y", Arrays.copyOfRange(rig.get(y), from, from + width), own.y(1, 0));
                requireClose("dx", Arrays.copyOfRange(rig.get(dx), from, from + width), own.dx(1, ownDy));
                for (int i = 0; i < width; i++) {
                    ofGamma[i * ones.length / width] += own.unit[i] * ownDy[i];
                }
            }
            requireClose("dGamma", Rig.get(dGamma), ofGamma);
        }
    }
}
