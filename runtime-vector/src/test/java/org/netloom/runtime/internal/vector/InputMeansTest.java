package org.netloom.runtime.internal.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.kernel.internal.Lanes;
import org.netloom.op.BatchStatistics;
import org.netloom.op.Conv2d;
import org.netloom.op.ConvTranspose2d;
import org.netloom.op.Dense;
import org.netloom.op.InputMeans;
import org.netloom.op.LinearOp;
import org.netloom.op.Tensor;
import org.netloom.runtime.InferencePass;
import org.netloom.runtime.Network;
import org.netloom.runtime.TrainingPass;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.optim.Optimizer;
import org.netloom.runtime.optim.SgdConfig;
import org.netloom.runtime.statistics.MovingStatistics;

/** What comes into a linear layer, and moving statistics that follow from it. */
class InputMeansTest {
    /** Differences of values around an offset are below 4, and a few hundred of them are rounded into a sum. */
    private static final double TOLERANCE = 1e-6;

    private static final String SITE = "a.net:1:1";

    static Stream<Arguments> layers() {
        return Stream.of(
                Arguments.of(Dense.of("dense1", SITE), new int[] {37}),
                Arguments.of(Conv2d.of("conv1", SITE, 3, 2).stride(2, 1).pad(1, 1), new int[] {4, 7, 6}),
                Arguments.of(Conv2d.of("conv1", SITE, 3, 3).dilation(2, 2).groups(2), new int[] {4, 9, 8}),
                Arguments.of(ConvTranspose2d.of("up1", SITE, 4, 3).stride(2, 2).pad(1, 1), new int[] {3, 4, 5}));
    }

    @ParameterizedTest
    @MethodSource("layers")
    void enginesAgree(LinearOp<?> layer, int[] shape) {
        for (int batch : new int[] {1, Lanes.COUNT - 1, Lanes.COUNT, 3 * Lanes.COUNT + 2}) {
            for (double offset : new double[] {0, 1e6}) {
                Rig.agree(batch, TOLERANCE, offset + 1, rig -> {
                    Tensor x = rig.input(value -> (float) (value + offset), shape);
                    BatchStatistics statistics =
                            new BatchStatistics(1, false, layer.taps(x.shape()).count());
                    rig.engine.kernel(new InputMeans(layer)).compute(x, statistics);
                    rig.result(statistics.inputMeans());
                });
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void anyNumberOfThreadsGivesTheSameBits(int threads) {
        double[] expected = means(Rig.VECTOR);
        try (Engine engine = new VectorEngine(threads)) {
            assertThat(means(engine)).isEqualTo(expected);
        }
    }

    private static double[] means(Engine engine) {
        BatchStatistics statistics = new BatchStatistics(1, false, 8 * 9);
        Rig.results(
                engine,
                5 * Lanes.COUNT + 3,
                rig -> rig.engine
                        .kernel(new InputMeans(Conv2d.of("conv1", SITE, 3, 3)))
                        .compute(rig.input(8, 13, 11), statistics));
        return statistics.inputMeans();
    }

    /**
     * The first layer of a network sees the same batch at each step, so that its moving mean is what the weights make of it,
     * whatever the steps have done to them. At the end that is the mean that a forward pass measures.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "input(5) dense(4, bias=true) bn(stats=projected) tanh dense(3)",
                "input(2, 6, 6) conv(4, 3, stride=2, pad=1) bn(stats=projected) relu flatten dense(3)",
                "input(4, 6, 6) conv(6, 3, groups=2, dilation=2) bn(stats=projected(0.5)) relu flatten dense(3)",
                "input(2, 4, 4) conv_transpose(3, 3, stride=2) bn(stats=projected, ghost=4) relu flatten dense(3)"
            })
    void theFirstLayersMeanIsThatOfTheWeightsOfNow(String body) {
        for (Engine engine : new Engine[] {Rig.DOUBLE, Rig.VECTOR}) {
            try (Network network = Nets.make(Nets.compile(body), engine, 7);
                    TrainingPass pass = network.training();
                    InferencePass inference = network.inference();
                    Optimizer optimizer = pass.optimizer(SgdConfig.of(0.01));
                    INDArray x = uniform(engine, network)) {
                MovingStatistics statistics =
                        network.movingStatistics().values().iterator().next();
                for (int step = 0; step < 6; step++) {
                    engine.write(ones(engine, pass.forward(x)), pass.outputGradient());
                    pass.backward(optimizer);
                }
                double[] mean = values(statistics);
                pass.forward(x);
                double[] measured = pass.layerStatistics().get(0).batch().mean();
                assertThat(mean).containsExactly(measured, within(engine == Rig.DOUBLE ? 1e-12 : 1e-5));
                assertThat(inference.predict(x).isNaN().any()).isFalse();
            }
        }
    }

    private static INDArray uniform(Engine engine, Network network) {
        long[] shape = new long[network.inputShape().size() + 1];
        shape[0] = Lanes.COUNT + 3;
        for (int i = 1; i < shape.length; i++) {
            shape[i] = network.inputShape().get(i - 1);
        }
        long size = 1;
        for (long dim : shape) {
            size *= dim;
        }
        return Nd4j.createFromArray(new SplittableRandom(2).doubles(size, -1, 2).toArray())
                .reshape(shape)
                .castTo(engine.dataType());
    }

    private static INDArray ones(Engine engine, Tensor y) {
        return Nd4j.ones(engine.dataType(), y.batch(), y.shape().get(0));
    }

    private static double[] values(MovingStatistics statistics) {
        return statistics.mean().values().dup().data().asDouble();
    }

    /** Two uses of the same layers tell one average; a bn behind another use's weights would be told of the wrong ones. */
    @Test
    void sharedLayersHaveOneAverage() {
        String body = "input(6) dense(6) relu share step { dense(6) bn(stats=projected) relu } share step dense(2)";
        try (Network network = Nets.make(Nets.compile(body), Rig.DOUBLE, 7);
                TrainingPass pass = network.training();
                INDArray x = uniform(Rig.DOUBLE, network)) {
            Map<String, MovingStatistics> statistics = network.movingStatistics();
            assertThat(statistics).hasSize(1);
            MovingStatistics shared = statistics.values().iterator().next();
            assertThat(shared.inputTaps()).isEqualTo(6);
            pass.forward(x);
            double[] first = pass.layerStatistics().get(0).batch().mean();
            double[] second = pass.layerStatistics().get(1).batch().mean();
            double[] mean = values(shared);
            for (int c = 0; c < mean.length; c++) {
                // The second batch has a gain of 1/2.
                assertThat(mean[c]).isCloseTo((first[c] + second[c]) / 2, within(1e-12));
            }
        }
    }

    @Test
    void behindAnAddItIsThePlainAverage() {
        String body = "input(6) add { dense(6) | dense(6) } bn(stats=projected(0.5)) relu dense(2)";
        try (Network network = Nets.make(Nets.compile(body), Rig.DOUBLE, 7)) {
            assertThat(network.movingStatistics().values().iterator().next().inputTaps())
                    .isZero();
        }
    }
}
