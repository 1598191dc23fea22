package org.netloom.compiler.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.netloom.compiler.Compilation;
import org.netloom.compiler.Nets;
import org.netloom.compiler.ir.Node;
import org.netloom.compiler.layer.Layer;
import org.netloom.compiler.layer.Operator;
import org.netloom.compiler.layer.builtin.BuiltInLayers;
import org.netloom.compiler.layer.builtin.Embed;
import org.netloom.compiler.lower.GradientFlow;
import org.netloom.op.Tensor;
import org.netloom.runtime.InferencePass;
import org.netloom.runtime.Network;
import org.netloom.runtime.NetworkException;
import org.netloom.runtime.TracedPass;
import org.netloom.runtime.TrainingPass;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.nd4j.Nd4jEngine;

/**
 * What holds for every layer, on the layer's own example: it compiles and runs, its shape is the one that was inferred,
 * its gradients are those of finite differences, inference runs and differs from training just where it must.
 */
class LayerContractTest {
    private static final int BATCH = 4;
    private static final long SEED = 20_261;

    static List<Layer> layers() {
        return new BuiltInLayers().layers();
    }

    @ParameterizedTest
    @MethodSource("layers")
    void gradientsAreThoseOfFiniteDifferences(Layer layer) {
        Compilation compilation = Nets.compileBody(layer.signature().example());
        assertGradientPassesThrough(layer, compilation.networks().get(0));
        try (Engine engine = new Nd4jEngine(DataType.DOUBLE);
                Network network = Generated.make(compilation, engine)) {
            SplittableRandom random = new SplittableRandom(SEED);
            INDArray x = Inputs.of(compilation.networks().get(0), engine, random, BATCH);
            assertThat(Gradients.relativeErrors(network, x, random))
                    .isNotEmpty()
                    .allSatisfy((weight, error) -> assertThat(error).isLessThan(Gradients.TOLERANCE));
        }
    }

    /** An example shows the gradient by a layer's input only if something behind it needs that. */
    private static void assertGradientPassesThrough(Layer layer, org.netloom.compiler.ir.Network network) {
        GradientFlow flow = new GradientFlow(network);
        if (layer instanceof Operator && !(layer instanceof Embed)) { // tokens are no variables
            assertThat(network.nodes())
                    .as("a %s whose gradient by its input is needed", layer.name())
                    .anyMatch(node -> node.layer().equals(layer)
                            && flow.needs(node.inputs().get(0)));
        }
    }

    @ParameterizedTest
    @MethodSource("layers")
    void inferenceDiffersFromTrainingJustWhereItMust(Layer layer) {
        Compilation compilation = Nets.compileBody(layer.signature().example());
        try (Engine engine = new Nd4jEngine(DataType.DOUBLE);
                Network network = Generated.make(compilation, engine);
                TrainingPass training = network.training();
                InferencePass inference = network.inference()) {
            INDArray x = Inputs.of(compilation.networks().get(0), engine, new SplittableRandom(SEED), BATCH);
            INDArray predicted = inference.predict(x);
            Tensor trained = training.forward(x);
            INDArray y = engine.zeros(predicted.shape()).values();
            engine.read(trained, y);

            boolean must = compilation.networks().get(0).nodes().stream()
                    .anyMatch(node ->
                            List.of("bn", "dropout").contains(node.layer().name()));
            double difference = y.sub(predicted).norm2Number().doubleValue()
                    / y.norm2Number().doubleValue();
            if (must) {
                assertThat(difference).isGreaterThan(1e-3);
            } else {
                assertThat(difference).isZero();
            }
            assertOutputsAreTheNodes(compilation.networks().get(0), training);
        }
    }

    private static void assertOutputsAreTheNodes(org.netloom.compiler.ir.Network network, TracedPass pass) {
        List<TracedPass.LayerOutput> outputs = pass.layerOutputs();
        assertThat(outputs).hasSameSizeAs(network.nodes());
        for (int i = 0; i < outputs.size(); i++) {
            Node node = network.nodes().get(i);
            TracedPass.LayerOutput output = outputs.get(i);
            assertThat(output.site().layer()).isEqualTo(node.name());
            assertThat(output.site().position()).isEqualTo(node.span().shortPosition());
            assertThat(output.value().shape()).isEqualTo(node.shape().dims());
            assertThat(output.value().batch()).isEqualTo(BATCH);
        }
    }

    @Test
    void batchesOfAnySizeGoThroughTheSamePass() {
        Compilation compilation = Nets.compileBody("input(2,6,5) conv(3,3) relu flatten dense(4)");
        try (Engine engine = new Nd4jEngine(DataType.DOUBLE);
                Network network = Generated.make(compilation, engine);
                InferencePass pass = network.inference()) {
            INDArray all = Gradients.uniform(engine, new SplittableRandom(SEED), 7, 2, 6, 5);
            INDArray seven = pass.predict(all);
            for (int n : new int[] {3, 7, 1}) {
                INDArray some = pass.predict(all.get(NDArrayIndex.interval(0, n)));
                for (int i = 0; i < n; i++) {
                    // The same sums in the same order would be equal; BLAS may order them by the batch size.
                    assertThat(some.getRow(i).distance2(seven.getRow(i))).isLessThan(1e-12);
                }
            }
        }
    }

    @Test
    void errorsOfTheRuntimeNameTheLayerAndItsPlace() {
        Compilation compilation = Nets.compileBody("input(3) dense(4) bn dense(2)");
        try (Engine engine = new Nd4jEngine(DataType.DOUBLE);
                Network network = Generated.make(compilation, engine);
                TrainingPass pass = network.training()) {
            INDArray one = Gradients.uniform(engine, new SplittableRandom(SEED), 1, 3);
            assertThatThrownBy(() -> pass.forward(one))
                    .isInstanceOf(NetworkException.class)
                    .hasMessageContaining("bn1 (test.net:1:30)");
        }
    }
}
