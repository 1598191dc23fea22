package org.netloom.runtime.internal.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.kernel.internal.Lanes;
import org.netloom.op.CrossEntropyLoss;
import org.netloom.op.Tensor;
import org.netloom.runtime.Network;
import org.netloom.runtime.TrainingPass;
import org.netloom.runtime.optim.AdamConfig;
import org.netloom.runtime.optim.LambConfig;
import org.netloom.runtime.optim.Optimizer;
import org.netloom.runtime.optim.OptimizerConfig;
import org.netloom.runtime.optim.RmspropConfig;
import org.netloom.runtime.optim.SgdConfig;

/** Parameters that move in the backward pass become what they become behind it, to the last bit, with any number of threads. */
class UpdateInBackwardTest {
    private static final int BATCH = Lanes.COUNT + 3;
    private static final int STEPS = 6;
    private static final List<OptimizerConfig> CONFIGS = List.of(
            SgdConfig.of(0.1).withMomentum(0.9).withWeightDecay(1e-4),
            AdamConfig.of(0.01),
            RmspropConfig.of(0.01),
            LambConfig.of(0.01));

    /** Losses and parameters of some steps on images of 28 x 28. */
    private static List<double[]> train(Class<?> type, int threads, OptimizerConfig config, boolean inBackward) {
        List<double[]> results = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(7);
        try (VectorEngine engine = new VectorEngine(threads);
                Network network = Nets.make(type, engine, 1);
                TrainingPass pass = network.training();
                Optimizer optimizer = pass.optimizer(config)) {
            pass.seed(1);
            for (int step = 0; step < STEPS; step++) {
                float[] values = new float[BATCH * 784];
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) random.nextDouble(-1, 1);
                }
                int[] labels = random.ints(BATCH, 0, 10).toArray();
                try (INDArray x = Nd4j.createFromArray(values).reshape(BATCH, 1, 28, 28)) {
                    Tensor y = pass.forward(x);
                    results.add(new double[] {
                        engine.kernel(new CrossEntropyLoss()).compute(y, labels, pass.outputGradient())
                    });
                }
                if (inBackward) {
                    pass.backward(optimizer);
                } else {
                    pass.backward();
                    optimizer.step();
                }
            }
            network.parameters()
                    .forEach(parameter ->
                            results.add(parameter.value().dup('c').data().asDouble()));
        }
        return results;
    }

    /** With parameters that one thread moves by itself, and such that all share. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                Nets.LENET_BN,
                "input(1, 28, 28) maxpool(4) conv(5, 1) share s { conv(5, 3, pad=1) bn relu } share s share s flatten dense(10)",
                "input(1, 28, 28) maxpool(2) reshape(14, 14) lstm(48) attention(4) dropout(0.1) last dense(10)",
                "input(1, 28, 28) conv(16, 3, pad=1) bn(frozen=true) relu conv(32, 3, pad=1, algorithm=winograd2) bn(ghost=10) gelu"
                        + " maxpool(4) flatten dense(40) bn(scale=false) tanh dense(10)",
            })
    void parametersAreThoseOfAStepBehindTheBackwardPass(String body) {
        Class<?> type = Nets.compile(body);
        for (OptimizerConfig config : CONFIGS) {
            List<double[]> expected = train(type, 1, config, false);
            for (int threads : new int[] {1, 2, 3}) {
                List<double[]> moved = train(type, threads, config, true);
                assertThat(moved).hasSameSizeAs(expected);
                for (int i = 0; i < expected.size(); i++) {
                    assertThat(moved.get(i))
                            .as("result %d with %s and %d threads", i, config, threads)
                            .containsExactly(expected.get(i));
                }
            }
        }
    }
}
