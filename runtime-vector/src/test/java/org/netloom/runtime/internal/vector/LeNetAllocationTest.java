package org.netloom.runtime.internal.vector;

import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.op.Tensor;
import org.netloom.runtime.InferencePass;
import org.netloom.runtime.Network;
import org.netloom.runtime.TrainingPass;
import org.netloom.runtime.optim.AdadeltaConfig;
import org.netloom.runtime.optim.AdagradConfig;
import org.netloom.runtime.optim.AdamConfig;
import org.netloom.runtime.optim.AdamwConfig;
import org.netloom.runtime.optim.LambConfig;
import org.netloom.runtime.optim.LionConfig;
import org.netloom.runtime.optim.NadamConfig;
import org.netloom.runtime.optim.Optimizer;
import org.netloom.runtime.optim.OptimizerConfig;
import org.netloom.runtime.optim.RmspropConfig;
import org.netloom.runtime.optim.SgdConfig;

/** As {@link AllocationTest}, of one network in a virtual machine that has met no other. */
class LeNetAllocationTest {
    private final INDArray x = AllocationTest.images();
    private final int[] labels =
            new SplittableRandom(2).ints(AllocationTest.BATCH, 0, 10).toArray();

    private static Stream<OptimizerConfig> optimizers() {
        return Stream.of(
                SgdConfig.of(0.1),
                AdamConfig.of(0.001),
                AdamwConfig.of(0.001).withDecayBiases(false),
                RmspropConfig.of(0.001),
                RmspropConfig.of(0.001).withMomentum(0.9),
                RmspropConfig.of(0.001).withCentered(true),
                AdagradConfig.of(0.01),
                AdadeltaConfig.of(1),
                NadamConfig.of(0.001),
                LionConfig.of(0.0001),
                LambConfig.of(0.001));
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void trainingLeavesNoGarbage(OptimizerConfig config) {
        try (Network network = Nets.make(Nets.compile(Nets.LENET_BN), Rig.VECTOR, 1);
                TrainingPass pass = network.training();
                Optimizer optimizer = pass.optimizer(config)) {
            AllocationTest.requireNone("training", () -> {
                Tensor y = pass.forward(x);
                AllocationTest.CROSS_ENTROPY.compute(y, labels, pass.outputGradient());
                pass.backward(optimizer);
            });
        }
    }

    @Test
    void trainingWithAStepBehindTheBackwardPassLeavesNoGarbage() {
        try (Network network = Nets.make(Nets.compile(Nets.LENET_BN), Rig.VECTOR, 1);
                TrainingPass pass = network.training();
                Optimizer optimizer = pass.optimizer(SgdConfig.of(0.1))) {
            AllocationTest.requireNone("training", () -> {
                Tensor y = pass.forward(x);
                AllocationTest.CROSS_ENTROPY.compute(y, labels, pass.outputGradient());
                pass.backward();
                optimizer.step();
            });
        }
    }

    @Test
    void inferenceLeavesNoGarbage() {
        try (Network network = Nets.make(Nets.compile(Nets.LENET_BN), Rig.VECTOR, 1);
                InferencePass pass = network.inference()) {
            AllocationTest.requireNone("inference", () -> pass.forward(x));
        }
    }

    @Test
    void inferenceOfASingleExampleLeavesNoGarbage() {
        try (Network network = Nets.make(Nets.compile(Nets.LENET_BN), Rig.VECTOR, 1);
                InferencePass pass = network.inference();
                INDArray one = x.slice(0).reshape(1, 1, 28, 28).dup('c');
                INDArray output = Nd4j.createUninitialized(1, 10)) {
            AllocationTest.requireNone("inference of one", () -> Rig.VECTOR.read(pass.forward(one), output));
        }
    }
}
