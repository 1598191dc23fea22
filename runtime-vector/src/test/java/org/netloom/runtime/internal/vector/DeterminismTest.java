package org.netloom.runtime.internal.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.kernel.internal.Lanes;
import org.netloom.op.CrossEntropyLoss;
import org.netloom.op.Tensor;
import org.netloom.runtime.InferencePass;
import org.netloom.runtime.Network;
import org.netloom.runtime.TrainingPass;
import org.netloom.runtime.optim.Optimizer;
import org.netloom.runtime.optim.SgdConfig;

/** The same bits: for any number of threads, beside other engines, and however often the JVM has compiled a kernel. */
class DeterminismTest {
    private static final Class<?> NET = Nets.compile("""
            input(2, 12, 11)
            conv(5, 3) bn sigmoid maxpool(2)
            add { conv(5, 3, pad=1) bn relu | id }
            conv(7, 3, stride=2) bn gelu
            pad(1) upsample(2, bilinear) conv(6, 3, stride=2) groupnorm(2) upsample(2) bn(ghost=10)
            tokens class_token positions(learned=true) dense(5) layernorm mean
            dropout(0.2)
            dense(9) bn tanh
            dense(4)
            """);

    /** Losses, output of inference and weights after some steps. */
    private static List<double[]> train(VectorEngine engine, int steps) {
        int batch = Lanes.COUNT * 3 + 5;
        List<double[]> results = new ArrayList<>();
        double[] losses = new double[steps];
        int[] labels = new int[batch];
        float[] values = new float[batch * 264];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.sin(i * i);
        }
        for (int i = 0; i < batch; i++) {
            labels[i] = i * 7 % 4;
        }
        try (Network network = Nets.make(NET, engine, 1);
                TrainingPass pass = network.training();
                InferencePass inference = network.inference();
                Optimizer optimizer =
                        pass.optimizer(SgdConfig.of(0.1).withMomentum(0.9).withWeightDecay(1e-4));
                INDArray x = Nd4j.createFromArray(values).reshape(batch, 2, 12, 11)) {
            pass.seed(1);
            for (int i = 0; i < steps; i++) {
                Tensor y = pass.forward(x);
                losses[i] = engine.kernel(new CrossEntropyLoss()).compute(y, labels, pass.outputGradient());
                pass.backward();
                optimizer.step();
            }
            results.add(losses);
            results.add(Rig.get(engine, inference.forward(x)));
            network.parameters()
                    .forEach(parameter ->
                            results.add(parameter.value().dup('c').data().asDouble()));
        }
        return results;
    }

    private static void requireSame(List<double[]> actual, List<double[]> expected) {
        assertThat(actual.size()).isEqualTo(expected.size());
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i)).as("result %d", i).containsExactly(expected.get(i));
        }
    }

    @Test
    void anyNumberOfThreadsGivesTheSameBits() {
        List<double[]> expected;
        try (VectorEngine engine = new VectorEngine(1)) {
            expected = train(engine, 20);
        }
        assertThat(expected.get(0)[19]).isLessThan(expected.get(0)[0]); // it trains
        for (int threads : new int[] {2, 3, 5}) {
            try (VectorEngine engine = new VectorEngine(threads)) {
                requireSame(train(engine, 20), expected);
            }
        }
    }

    @Test
    void enginesBesideOneAnotherGiveTheBitsOfEachAlone() throws InterruptedException, ExecutionException {
        List<double[]> expected;
        try (VectorEngine engine = new VectorEngine(2)) {
            expected = train(engine, 15);
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            List<Future<List<double[]>>> results = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                results.add(threads.submit(() -> {
                    try (VectorEngine engine = new VectorEngine(2)) {
                        return train(engine, 15);
                    }
                }));
            }
            for (Future<List<double[]>> result : results) {
                requireSame(result.get(), expected);
            }
        }
    }

    /** What the JVM interprets at first and compiles later must not differ in the last bit. */
    @Test
    void laterRunsGiveTheBitsOfTheFirst() {
        try (VectorEngine engine = new VectorEngine(2)) {
            List<double[]> first = train(engine, 3);
            train(engine, 300);
            requireSame(train(engine, 3), first);
        }
    }

    /** Several networks on one engine, one after the other's step: none leaves anything behind for the other. */
    @Test
    void networksOnOneEngineDoNotMix() {
        try (VectorEngine engine = new VectorEngine(2)) {
            List<double[]> expected = train(engine, 3);
            try (Network other = Nets.make(Nets.compile(Nets.LENET_BN), engine, 2);
                    TrainingPass pass = other.training();
                    INDArray x = Nd4j.rand(DataType.FLOAT, 7, 1, 28, 28)) {
                pass.forward(x);
                requireSame(train(engine, 3), expected);
                assertThat(Rig.get(engine, pass.forward(x))).isNotEmpty();
            }
        }
    }
}
