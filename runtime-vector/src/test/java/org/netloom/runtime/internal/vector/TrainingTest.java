package org.netloom.runtime.internal.vector;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.netloom.op.CrossEntropyLoss;
import org.netloom.op.Tensor;
import org.netloom.runtime.Network;
import org.netloom.runtime.TrainingPass;
import org.netloom.runtime.data.Batches;
import org.netloom.runtime.data.Dataset;
import org.netloom.runtime.data.Datasets;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.internal.nd4j.Nd4jEngine;
import org.netloom.runtime.optim.AdamConfig;
import org.netloom.runtime.optim.Optimizer;
import org.netloom.runtime.optim.OptimizerConfig;
import org.netloom.runtime.optim.SgdConfig;

/** Training of LeNet with batch normalization on the digits that the project draws. */
class TrainingTest {
    private static final Class<?> LENET = Nets.compile(Nets.LENET_BN);
    private static final Dataset DIGITS = Datasets.open("glyphs").train();

    /** LeNet's losses of so many steps; the last ones are of the weights, all bits of them. */
    private static double[] train(Engine engine, int steps, int batch, double rate) {
        return train(LENET, engine, steps, batch, SgdConfig.of(rate));
    }

    private static double[] train(Class<?> type, Engine engine, int steps, int batch, OptimizerConfig config) {
        double[] losses = new double[steps];
        try (Network network = Nets.make(type, engine, 42);
                TrainingPass pass = network.training();
                Optimizer optimizer = pass.optimizer(config);
                Batches batches = Batches.inOrder(DIGITS, batch, engine.dataType())) {
            batches.start(0);
            for (int i = 0; i < steps; i++) {
                Batches.Batch next = batches.next();
                if (next == null) {
                    batches.start(i);
                    next = batches.next();
                }
                losses[i] = step(engine, pass, optimizer, requireNonNull(next));
            }
        }
        return losses;
    }

    private static double step(Engine engine, TrainingPass pass, Optimizer optimizer, Batches.Batch batch) {
        Tensor y = pass.forward(batch.inputs());
        double loss = engine.kernel(new CrossEntropyLoss()).compute(y, batch.labels(), pass.outputGradient());
        pass.backward();
        optimizer.step();
        return loss;
    }

    private static double largestDifference(double[] losses, double[] expected, int steps) {
        double largest = 0;
        for (int i = 0; i < steps; i++) {
            largest = Math.max(largest, Math.abs(losses[i] / expected[i] - 1));
        }
        return largest;
    }

    /** At a rate that does not magnify roundings, the two engines' losses stay together. */
    @Test
    void lossesAreThoseOfTheOtherEngine() {
        double[] expected;
        try (Engine nd4j = new Nd4jEngine(DataType.FLOAT, 2)) {
            expected = train(nd4j, 200, 256, 0.01);
        }
        double[] losses = train(Rig.VECTOR, 200, 256, 0.01);
        assertThat(largestDifference(losses, expected, 200)).isLessThan(1e-4);
        assertThat(losses[199]).isLessThan(0.8 * losses[0]); // it trains
    }

    /**
     * At the network's own rate of 1 each step magnifies a difference some three times, whatever computes, and a pooling
     * that takes another of two nearly equal elements makes it jump: the first steps are what can be compared with
     * float64.
     */
    @Test
    void firstStepsAtTheNetworksOwnRateAreThoseOfDouble() {
        double[] expected = train(Rig.DOUBLE, 4, 128, 1);
        double[] losses = train(Rig.VECTOR, 4, 128, 1);
        assertThat(largestDifference(losses, expected, 2)).isLessThan(1e-6);
        assertThat(largestDifference(losses, expected, 4)).isLessThan(1e-4);
    }

    /** The digits by a network whose convolutions are computed this way. */
    private static double[] trainBy(String algorithm) {
        Class<?> type = Nets.compile("""
                input(1, 28, 28)
                conv(8, 3, pad=1, algorithm=%1$s) bn tanh avgpool(2)
                conv(16, 3, pad=1, algorithm=%1$s) bn tanh conv(16, 3, pad=1, algorithm=%1$s) bn tanh avgpool(2)
                flatten dense(10)
                """.formatted(algorithm));
        return train(type, Rig.VECTOR, 200, 64, SgdConfig.of(0.05));
    }

    /**
     * Winograd's algorithm trains to the same losses, in tiles of 4 by 4 as well, which round about ten times as coarsely: of a
     * network without kinks, which do not let a difference jump.
     */
    @Test
    void lossesOfWinogradsAlgorithmAreThoseOfTheSumOverTaps() {
        double[] expected = trainBy("direct");
        assertThat(expected[199]).isLessThan(0.2 * expected[0]); // it trains
        for (String algorithm : List.of("winograd2", "winograd4")) {
            assertThat(largestDifference(trainBy(algorithm), expected, 200))
                    .as(algorithm)
                    .isLessThan(1e-4);
        }
    }

    /** The rows of the digits as a sequence, by the two engines: recurrent layers and attention. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "input(1, 28, 28) maxpool(2) reshape(14, 14) lstm(20) last dense(10)",
                "input(1, 28, 28) maxpool(2) reshape(14, 14) dense(16) gelu attention(4) attention(2, causal=true)"
                        + " mean dense(10)"
            })
    void lossesOfSequencesAreThoseOfTheOtherEngine(String body) {
        Class<?> type = Nets.compile(body);
        OptimizerConfig config = AdamConfig.of(0.01);
        double[] expected;
        try (Engine nd4j = new Nd4jEngine(DataType.FLOAT, 2)) {
            expected = train(type, nd4j, 50, 64, config);
        }
        double[] losses = train(type, Rig.VECTOR, 50, 64, config);
        assertThat(largestDifference(losses, expected, 50)).isLessThan(1e-4);
        assertThat(losses[49]).isLessThan(0.9 * losses[0]); // it trains
    }
}
