package org.netloom.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.compiler.Compilation.GeneratedClass;
import org.netloom.compiler.internal.emit.JavaEmitter;
import org.netloom.compiler.internal.ir.Network;
import org.netloom.compiler.internal.ir.Node;
import org.netloom.compiler.layer.Arguments;
import org.netloom.compiler.layer.Code;
import org.netloom.compiler.layer.Constant;
import org.netloom.compiler.layer.JavaType;
import org.netloom.compiler.layer.NewWeights;
import org.netloom.compiler.layer.Operator;
import org.netloom.compiler.layer.Shape;
import org.netloom.compiler.layer.ShapeRule;
import org.netloom.compiler.layer.Signature;
import org.netloom.compiler.layer.Use;
import org.netloom.compiler.layer.Weight;
import org.netloom.compiler.options.Optimizations;
import org.netloom.runtime.TrainingPass;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.internal.nd4j.Nd4jEngine;
import org.netloom.runtime.loss.CrossEntropy;
import org.netloom.runtime.optim.Optimizer;
import org.netloom.runtime.optim.SgdConfig;
import org.netloom.runtime.train.Objective;

/** A layer with an operation of its own, which no engine has a kernel for: it compiles, loads and trains all the same. */
class ForeignOpTest {

    /** The layer of {@link TrainedSwish}, with a call that a test chooses. */
    private record Swish(String backward) implements Operator {
        @Override
        public Signature signature() {
            return Signature.of("swish", "x times its sigmoid, of a trained slope.");
        }

        @Override
        public Shape shape(ShapeRule rule) {
            return rule.in();
        }

        @Override
        public List<Weight> weights(Use use) {
            return List.of(
                    Weight.of("weight", Weight.Role.OFFSET, use.input().dims().get(0)));
        }

        @Override
        public long flops(Use use) {
            return 6 * use.out().size();
        }

        @Override
        public Constant constant(Use use) {
            return Constant.of(TrainedSwish.class, 1.5);
        }

        @Override
        public NewWeights newWeights(Use use) {
            return NewWeights.of(new JavaType("org.netloom.runtime.weights", "TableWeights"), "weight");
        }

        @Override
        public void forward(Code code) {
            code.step("forward", code.x(), code.weight("weight"), code.y());
        }

        @Override
        public void backward(Code code) {
            code.step(backward, code.x(), code.weight("weight"), code.dy(), code.dx(), code.gradient("weight"));
        }
    }

    /** The tanh of a network becomes a layer of somebody else's. */
    private static Network network(String backward) {
        Network network =
                Compiled.body("input(5) dense(4) tanh dense(3)").networks().get(0);
        List<Node> nodes = new ArrayList<>(network.nodes());
        Node tanh = nodes.get(1);
        nodes.set(
                1,
                new Node(
                        "swish1",
                        new Swish(backward),
                        new Arguments(Map.of(), Map.of()),
                        tanh.inputs(),
                        tanh.shape(),
                        "swish1",
                        new Node.Origin("swish", List.of(), tanh.span())));
        Node last = nodes.get(2);
        nodes.set(2, last.with(List.of(nodes.get(1).output()), last.shape()));
        return network.with(nodes);
    }

    private static GeneratedClass generated() {
        Network network = network("backward");
        return new GeneratedClass(network.packageName(), network.name(), JavaEmitter.emit(network, Optimizations.ALL));
    }

    @Test
    void itsStepsAreCallsOfItsKernel() {
        assertThat(generated().source())
                .contains(
                        "import org.netloom.testkit.TrainedSwish;",
                        "TrainedSwish.of(\"swish1\", ",
                        "private final TrainedSwish.Kernel swish1 = kernel(SWISH1);",
                        "swish1.forward(dense1Out, net.swish1.weight(), swish1Out);",
                        "swish1.backward(dense1Out, net.swish1.weight(), dSwish1, dDense1, dSwish1Weight);",
                        "ready(dSwish1Weight);");
    }

    @Test
    void itsGradientsAreSlopes() {
        try (Engine engine = new Nd4jEngine(DataType.DOUBLE);
                org.netloom.runtime.Network made = Compiled.make(generated(), engine)) {
            assertThat(Gradients.relativeErrors(made, 3, 5))
                    .hasSize(5)
                    .allSatisfy((weight, error) -> assertThat(error).isLessThan(Gradients.TOLERANCE));
        }
    }

    @Test
    void itTrains() {
        int[] labels = {0, 1, 2, 0, 1, 2, 0, 1};
        try (Engine engine = new Nd4jEngine(DataType.FLOAT);
                org.netloom.runtime.Network made = Compiled.make(generated(), engine);
                TrainingPass pass = made.training();
                Optimizer optimizer = pass.optimizer(SgdConfig.of(0.5));
                Objective objective = new Objective(CrossEntropy.of(), engine);
                INDArray x = Gradients.uniform(engine, new SplittableRandom(3), labels.length, 5)) {
            List<Double> losses = new ArrayList<>();
            for (int step = 0; step < 200; step++) {
                losses.add(objective.compute(pass.forward(x), labels, pass.outputGradient()));
                pass.backward(optimizer);
            }
            assertThat(losses.get(199)).isLessThan(0.5 * losses.get(0));
        }
    }

    @Test
    void aMethodThatItsKernelsDoNotHaveIsRefusedAtOnce() {
        Network network = network("back");
        assertThatThrownBy(() -> JavaEmitter.emit(network, Optimizations.ALL))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("TrainedSwish.Kernel has no method back: it has backward, forward");
    }
}
