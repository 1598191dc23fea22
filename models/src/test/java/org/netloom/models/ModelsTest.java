package org.netloom.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.op.CrossEntropyLoss;
import org.netloom.op.Tensor;
import org.netloom.runtime.Network;
import org.netloom.runtime.TrainingPass;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.Engines;
import org.netloom.runtime.init.Initializer;
import org.netloom.runtime.loss.CrossEntropy;
import org.netloom.runtime.optim.Optimizer;
import org.netloom.runtime.optim.SgdConfig;
import org.netloom.runtime.train.TrainConfig;

/** The classes that the project's own Maven plugin made of the {@code .net} files here. */
class ModelsTest {
    private static final int BATCH = 32;

    static List<Arguments> models() {
        return List.of(
                // The book's counts.
                Arguments.of("LeNet", 61_706, (Function<Engine, Network>) LeNet::new),
                Arguments.of("Mlp", 203_530, (Function<Engine, Network>) Mlp::new),
                // 44,878 in the book, where conv and dense have 6 + 16 + 120 + 84 biases that bn takes away again.
                Arguments.of("LeNetBn", 44_652, (Function<Engine, Network>) LeNetBn::new),
                // 1,088 + 64 + 3,200 before the blocks, 4 * 49,984 in them, 128 + 650 behind: see BookNetworksTest.
                Arguments.of("VitSmall", 205_066, (Function<Engine, Network>) VitSmall::new));
    }

    @ParameterizedTest
    @MethodSource("models")
    void hasItsParameters(String name, int parameters, Function<Engine, Network> create) {
        try (Engine engine = Engines.create("nd4j", DataType.FLOAT, 2);
                Network net = create.apply(engine)) {
            assertThat(net.name()).isEqualTo(name);
            assertThat(net.inputShape()).containsExactly(1, 28, 28);
            assertThat(net.outputShape()).containsExactly(10);
            assertThat(net.parameters().stream()
                            .filter(parameter -> parameter.role().trained())
                            .mapToLong(parameter -> parameter.value().length())
                            .sum())
                    .isEqualTo(parameters);
        }
    }

    /** In double and with a small rate: the first-order change of the loss is what counts, and it is downhill. */
    @ParameterizedTest
    @MethodSource("models")
    void oneStepLowersTheLossOfItsBatch(String name, int parameters, Function<Engine, Network> create) {
        SplittableRandom random = new SplittableRandom(20261124);
        double[] pixels = random.doubles((long) BATCH * 28 * 28).toArray();
        int[] labels = random.ints(BATCH, 0, 10).toArray();
        try (Engine engine = Engines.create("nd4j", DataType.DOUBLE, 2);
                Network net = create.apply(engine);
                TrainingPass pass = net.training();
                Optimizer optimizer = pass.optimizer(SgdConfig.of(0.01));
                INDArray x = Nd4j.createFromArray(pixels).reshape(BATCH, 1, 28, 28)) {
            double before = loss(engine, pass, x, labels);
            // At the start each class is about as likely as any other: ln 10, and some for the random weights.
            assertThat(before).isBetween(1.5, 5.0);
            pass.backward();
            optimizer.step();
            assertThat(loss(engine, pass, x, labels)).isLessThan(before);
        }
    }

    /** The same of the character LSTM, with a label at each of 64 positions. */
    @Test
    void oneStepLowersTheLossOfItsText() {
        SplittableRandom random = new SplittableRandom(20261124);
        double[] tokens = random.ints(4 * 64, 0, 256).asDoubleStream().toArray();
        int[] labels = random.ints(4 * 64, 0, 256).toArray();
        try (Engine engine = Engines.create("nd4j", DataType.DOUBLE, 2);
                Network net = new CharLstm(engine);
                TrainingPass pass = net.training();
                Optimizer optimizer = pass.optimizer(SgdConfig.of(0.01));
                INDArray x = Nd4j.createFromArray(tokens).reshape(4, 64)) {
            assertThat(net.outputShape()).containsExactly(64, 256);
            double before = loss(engine, pass, x, labels);
            // ln 256 = 5.55, and some for the random weights.
            assertThat(before).isBetween(5.0, 6.5);
            pass.backward();
            optimizer.step();
            assertThat(loss(engine, pass, x, labels)).isLessThan(before);
        }
    }

    private static double loss(Engine engine, TrainingPass pass, INDArray x, int[] labels) {
        // The same masks of dropout each time.
        pass.seed(7);
        Tensor y = pass.forward(x);
        return engine.kernel(new CrossEntropyLoss()).compute(y, labels, pass.outputGradient());
    }

    @Test
    void trainsAsTheSeedNetworkDoes() {
        TrainConfig config = LeNetBn.trainConfig();
        assertThat(config.optimizer()).isEqualTo(SgdConfig.of(1.0));
        assertThat(config.loss()).isEqualTo(CrossEntropy.of());
        assertThat(config.init()).isEqualTo(Initializer.XAVIER_UNIFORM);
        assertThat(config.batch()).isEqualTo(256);
        assertThat(config.epochs()).isEqualTo(10);
        assertThat(config.data()).isEqualTo("fashion_mnist");
    }
}
