package org.netloom.runtime.internal.vector;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.netloom.op.Activation;
import org.netloom.op.BatchNorm;
import org.netloom.op.BatchNorm.Affine;
import org.netloom.op.BatchNormActivation;
import org.netloom.op.BatchStatistics;
import org.netloom.op.GroupNorm;
import org.netloom.op.LayerNorm;
import org.netloom.op.Tensor;
import org.netloom.runtime.engine.NdArray;

/**
 * Normalizations of floats far from 0 against nd4j in double: an offset costs no digits. Neighboring floats around 1e7 are 1
 * apart, so whatever loses digits of an offset is wrong by more than the deviation.
 */
class OffsetsTest {
    private static final double EPS = 1e-5;
    private static final BatchNorm OP = BatchNorm.of("bn1", "a.net:1:1", EPS);
    private static final int BATCH = 37;

    /** The roundings of a few hundred terms, as in nd4j's test of the same. */
    private static final double TOLERANCE = 5e-5;

    /** How the values of the one channel lie around the offset. */
    enum Kind {
        /** A deviation of about 1, or of a few neighboring floats where those are further apart. */
        SPREAD,
        /** All equal. */
        CONSTANT,
        /** All equal but every eighth example, whose values are the next float. */
        NEARLY_CONSTANT;

        double[] values(double offset, int examples, int ofExample) {
            SplittableRandom random = new SplittableRandom(1);
            float at = (float) offset;
            double[] values = new double[examples * ofExample];
            for (int i = 0; i < values.length; i++) {
                values[i] = switch (this) {
                    case SPREAD -> (float) (offset + random.nextDouble(-1, 1) * Math.max(1.7, 3 * Math.ulp(at)));
                    case CONSTANT -> at;
                    case NEARLY_CONSTANT -> i / ofExample % 8 == 3 ? Math.nextUp(at) : at;
                };
            }
            return values;
        }
    }

    static Stream<Arguments> cases() {
        List<Arguments> cases = new ArrayList<>();
        for (double offset : new double[] {1e2, -1e3, 1e4, 1e5, -1e6, 1e6, 1e7, 1234567.875}) {
            for (Kind kind : Kind.values()) {
                // Vectors, whole channels at a time, and plane by plane.
                for (int pixels : new int[] {1, 15, 400}) {
                    cases.add(Arguments.of(offset, kind, pixels));
                }
            }
        }
        return cases.stream();
    }

    private static int[] shape(int pixels) {
        return pixels == 1 ? new int[] {1} : new int[] {1, 5, pixels / 5};
    }

    @ParameterizedTest
    @MethodSource("cases")
    void ofBatchesInTraining(double offset, Kind kind, int pixels) {
        Rig.agree(BATCH, TOLERANCE, rig -> training(rig, OP, offset, kind, pixels));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void ofPartsOfBatches(double offset, Kind kind, int pixels) {
        Rig.agree(BATCH, TOLERANCE, rig -> training(rig, OP.ghost(10), offset, kind, pixels));
    }

    private static void training(Rig rig, BatchNorm op, double offset, Kind kind, int pixels) {
        Tensor x = rig.input(kind.values(offset, BATCH, pixels), shape(pixels));
        Affine affine = new Affine(rig.parameter(1), rig.parameter(1));
        BatchStatistics statistics = new BatchStatistics(1, true);
        rig.engine.kernel(op).forward(x, affine, statistics, rig.output(shape(pixels)));
        putOut(rig, statistics, offset);
        rig.engine
                .kernel(op)
                .backward(
                        x,
                        affine,
                        statistics,
                        rig.input(shape(pixels)),
                        rig.gradient(shape(pixels)),
                        new Affine(rig.result(1), rig.result(1)));
        BatchStatistics again = new BatchStatistics(1, true);
        rig.engine.kernel(op).moments(x, again);
        putOut(rig, again, offset);
    }

    /** In the units that count: of the deviation. */
    private static void putOut(Rig rig, BatchStatistics statistics, double offset) {
        double deviation = Math.sqrt(statistics.variance()[0] + EPS);
        rig.result(new double[] {(statistics.mean()[0] - offset) / deviation});
        rig.result(new double[] {Math.log(statistics.variance()[0] + EPS)});
        rig.result(new double[] {statistics.exampleVariance()[0] / (statistics.variance()[0] + EPS)});
    }

    @ParameterizedTest
    @MethodSource("cases")
    void withAnActivationBehind(double offset, Kind kind, int pixels) {
        Rig.agree(BATCH, TOLERANCE, rig -> {
            Tensor x = rig.input(kind.values(offset, BATCH, pixels), shape(pixels));
            Affine affine = new Affine(rig.parameter(1), rig.parameter(1));
            BatchStatistics statistics = new BatchStatistics(1, false);
            Activation tanh = Activation.of("tanh1", "a.net:1:1", Activation.Function.TANH);
            Tensor normalized = rig.between(shape(pixels));
            Tensor y = rig.output(shape(pixels));
            rig.engine
                    .kernel(new BatchNormActivation(OP, tanh))
                    .forward(x, affine, statistics, new BatchNormActivation.Between(normalized, null), y);
            rig.engine
                    .kernel(new BatchNormActivation(OP, tanh))
                    .backward(
                            x,
                            affine,
                            statistics,
                            new BatchNormActivation.Between(normalized, rig.between(shape(pixels))),
                            y,
                            rig.input(shape(pixels)),
                            rig.gradient(shape(pixels)),
                            new Affine(rig.result(1), rig.result(1)));
        });
    }

    @ParameterizedTest
    @MethodSource("cases")
    void ofBatchesInInferenceAndFrozen(double offset, Kind kind, int pixels) {
        Rig.agree(BATCH, TOLERANCE, rig -> inference(rig, offset, kind, BATCH, pixels));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void ofOneExample(double offset, Kind kind, int pixels) {
        Rig.agreeOnOne(TOLERANCE, rig -> inference(rig, offset, kind, 1, pixels));
    }

    private static void inference(Rig rig, double offset, Kind kind, int examples, int pixels) {
        double[] values = kind.values(offset, BATCH, pixels);
        double mean = values[0] + Arrays.stream(values).map(v -> v - values[0]).sum() / values.length;
        double variance =
                Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / values.length;
        Tensor x = rig.input(Arrays.copyOf(values, examples * pixels), shape(pixels));
        NdArray gamma = rig.parameter(1);
        NdArray moving = rig.parameter(ignored -> mean, 1);
        NdArray movingVariance = rig.parameter(ignored -> variance, 1);
        Affine affine = new Affine(gamma, rig.parameter(1));
        rig.engine.kernel(OP).inference(x, affine, moving, movingVariance, rig.output(shape(pixels)));
        if (examples > 1) {
            rig.engine
                    .kernel(OP)
                    .frozenBackward(
                            x,
                            affine,
                            moving,
                            movingVariance,
                            rig.input(shape(pixels)),
                            rig.gradient(shape(pixels)),
                            new Affine(rig.result(1), rig.result(1)));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void ofExamples(double offset, Kind kind, int pixels) {
        int[] shape = pixels == 1 ? new int[] {24} : new int[] {2, 5, pixels / 5};
        int width = pixels == 1 ? 24 : 2 * pixels;
        Rig.agree(BATCH, TOLERANCE, rig -> {
            Tensor x = rig.input(kind.values(offset, BATCH * width, 1), shape);
            if (pixels == 1) {
                LayerNorm op = LayerNorm.of("layernorm1", "a.net:1:1", EPS);
                NdArray gamma = rig.parameter(24);
                rig.engine.kernel(op).forward(x, gamma, rig.parameter(24), rig.output(shape));
                rig.engine
                        .kernel(op)
                        .backward(x, gamma, rig.input(shape), rig.gradient(shape), rig.result(24), rig.result(24));
            } else {
                GroupNorm op = GroupNorm.of("groupnorm1", "a.net:1:1", 2, EPS);
                NdArray gamma = rig.parameter(2);
                rig.engine.kernel(op).forward(x, gamma, rig.parameter(2), rig.output(shape));
                rig.engine
                        .kernel(op)
                        .backward(x, gamma, rig.input(shape), rig.gradient(shape), rig.result(2), rig.result(2));
            }
        });
    }
}
