package org.netloom.runtime.internal.vector;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.netloom.op.Activation;
import org.netloom.op.BatchNorm;
import org.netloom.op.BatchNorm.Affine;
import org.netloom.op.BatchNormActivation;
import org.netloom.op.BatchStatistics;
import org.netloom.op.Conv2d;
import org.netloom.op.Conv2d.Algorithm;
import org.netloom.op.ConvTranspose2d;
import org.netloom.op.Dense;
import org.netloom.op.Pool2d;
import org.netloom.op.Softmax;
import org.netloom.op.Tensor;

/** Gradients of layers with weights, normalizations and curves by finite differences of the same kernels' way there. */
class SlopesTest {
    private static final int BATCH = 19;
    private static final Conv2d CONV = Conv2d.of("conv1", "a.net:1:1", 3, 3);

    static Stream<Conv2d> convolutions() {
        return Stream.of(
                Conv2d.of("conv1", "a.net:1:1", 5, 5),
                CONV.pad(1, 1).algorithm(Algorithm.DIRECT),
                CONV.pad(1, 1).algorithm(Algorithm.WINOGRAD2),
                CONV.pad(2, 0).algorithm(Algorithm.WINOGRAD2),
                CONV.pad(1, 1).algorithm(Algorithm.WINOGRAD4),
                CONV.stride(2, 3).pad(1, 0),
                CONV.dilation(2, 1).pad(0, 2),
                CONV.pad(1, 1).groups(2));
    }

    @ParameterizedTest
    @MethodSource("convolutions")
    void ofConvolutions(Conv2d op) {
        int[] in = {4, 9, 8};
        int[] out = {
            6,
            (9 + 2 * op.pad().height() - op.dilation().height() * (op.kernel().height() - 1) - 1)
                            / op.stride().height()
                    + 1,
            (8 + 2 * op.pad().width() - op.dilation().width() * (op.kernel().width() - 1) - 1)
                            / op.stride().width()
                    + 1
        };
        long[] weight = {6, 4 / op.groups(), op.kernel().height(), op.kernel().width()};
        new Slopes(BATCH, in, out, weight, new long[] {6})
                .require(
                        (rig, x, parameters, y) -> rig.engine.kernel(op).forward(x, parameters[0], parameters[1], y),
                        (rig, x, parameters, dy, dx, gradients) ->
                                rig.engine.kernel(op).backward(x, parameters[0], dy, dx, gradients[0], gradients[1]));
    }

    /** Winograd's algorithm for the weights, too, which {@code auto} takes from so many channels on. */
    @Test
    void ofManyChannels() {
        Conv2d op = CONV.pad(1, 1);
        int[] shape = {64, 8, 8};
        new Slopes(2, shape, shape, new long[] {64, 64, 3, 3})
                .require(
                        (rig, x, parameters, y) -> rig.engine.kernel(op).forward(x, parameters[0], null, y),
                        (rig, x, parameters, dy, dx, gradients) ->
                                rig.engine.kernel(op).backward(x, parameters[0], dy, dx, gradients[0], null));
    }

    @Test
    void ofTransposedConvolutions() {
        ConvTranspose2d op =
                ConvTranspose2d.of("convt1", "a.net:1:1", 4, 3).stride(2, 2).pad(1, 0);
        new Slopes(BATCH, new int[] {3, 4, 5}, new int[] {5, 8, 11}, new long[] {3, 5, 4, 3}, new long[] {5})
                .require(
                        (rig, x, parameters, y) -> rig.engine.kernel(op).forward(x, parameters[0], parameters[1], y),
                        (rig, x, parameters, dy, dx, gradients) ->
                                rig.engine.kernel(op).backward(x, parameters[0], dy, dx, gradients[0], gradients[1]));
    }

    /** Of features, and of those at each step of a sequence; many and few, which have kernels of their own. */
    @ParameterizedTest
    @ValueSource(ints = {3, 70})
    void ofDenseLayers(int features) {
        Dense op = Dense.of("dense1", "a.net:1:1");
        for (int[] steps : new int[][] {{}, {5}}) {
            new Slopes(
                            BATCH,
                            Stream.of(steps, new int[] {features})
                                    .flatMapToInt(Arrays::stream)
                                    .toArray(),
                            Stream.of(steps, new int[] {7})
                                    .flatMapToInt(Arrays::stream)
                                    .toArray(),
                            new long[] {7, features},
                            new long[] {7})
                    .require(
                            (rig, x, parameters, y) ->
                                    rig.engine.kernel(op).forward(x, parameters[0], parameters[1], y),
                            (rig, x, parameters, dy, dx, gradients) -> rig.engine
                                    .kernel(op)
                                    .backward(x, parameters[0], dy, dx, gradients[0], gradients[1]));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Activation.Function.class,
            names = {"SIGMOID", "TANH", "GELU", "GELU_TANH", "SILU", "SOFTPLUS"}) // the others have kinks
    void ofNormalizationWithAnActivation(Activation.Function function) {
        BatchNorm op = BatchNorm.of("bn1", "a.net:1:1", 1e-5);
        Activation activation = Activation.of("act1", "a.net:1:1", function);
        int[] shape = {3, 4, 5};
        BatchStatistics statistics = new BatchStatistics(3, false);
        new Slopes(BATCH, shape, shape, new long[] {3}, new long[] {3})
                .require(
                        (rig, x, parameters, y) -> rig.engine
                                .kernel(new BatchNormActivation(op, activation))
                                .forward(
                                        x,
                                        new Affine(parameters[0], parameters[1]),
                                        statistics,
                                        new BatchNormActivation.Between(rig.between(shape), null),
                                        y),
                        (rig, x, parameters, dy, dx, gradients) -> {
                            Tensor normalized = rig.between(shape);
                            Tensor y = rig.between(shape);
                            rig.engine
                                    .kernel(new BatchNormActivation(op, activation))
                                    .forward(
                                            x,
                                            new Affine(parameters[0], parameters[1]),
                                            statistics,
                                            new BatchNormActivation.Between(normalized, null),
                                            y);
                            rig.engine
                                    .kernel(new BatchNormActivation(op, activation))
                                    .backward(
                                            x,
                                            new Affine(parameters[0], parameters[1]),
                                            statistics,
                                            new BatchNormActivation.Between(normalized, rig.between(shape)),
                                            y,
                                            dy,
                                            dx,
                                            new Affine(gradients[0], gradients[1]));
                        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ofAveragePoolings(boolean countPadding) {
        Pool2d op = Pool2d.of("pool1", "a.net:1:1", Pool2d.Kind.AVERAGE, 3, 2)
                .stride(2, 1)
                .pad(1, 1)
                .countPadding(countPadding);
        int[] in = {3, 7, 6};
        int[] out = {3, 4, 7};
        new Slopes(BATCH, in, out)
                .require(
                        (rig, x, parameters, y) -> rig.engine.kernel(op).forward(x, y),
                        (rig, x, parameters, dy, dx, gradients) ->
                                rig.engine.kernel(op).backward(x, rig.between(out), dy, dx));
    }

    @Test
    void ofSoftmax() {
        Softmax op = Softmax.of("softmax1", "a.net:1:1");
        int[] shape = {9};
        new Slopes(BATCH, shape, shape)
                .require(
                        (rig, x, parameters, y) -> rig.engine.kernel(op).forward(x, y),
                        (rig, x, parameters, dy, dx, gradients) -> {
                            Tensor y = rig.between(shape);
                            rig.engine.kernel(op).forward(x, y);
                            rig.engine.kernel(op).backward(y, dy, dx);
                        });
    }
}
