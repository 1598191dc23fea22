package org.netloom.testkit;

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
import org.netloom.compiler.internal.builtin.BuiltInLayers;
import org.netloom.compiler.internal.ir.Node;
import org.netloom.compiler.layer.Layer;
import org.netloom.runtime.InferencePass;
import org.netloom.runtime.Network;
import org.netloom.runtime.TracedPass;
import org.netloom.runtime.TrainingPass;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.internal.nd4j.Nd4jEngine;

/** What holds for the passes of every network. */
class PassesTest {
    private static final int BATCH = 4;
    private static final long SEED = 20_261;

    static List<Layer> layers() {
        return new BuiltInLayers().layers();
    }

    @ParameterizedTest
    @MethodSource("layers")
    void outputsAreThoseOfTheNodes(Layer layer) {
        Compilation compilation = Compiled.body(layer.signature().example());
        try (Engine engine = new Nd4jEngine(DataType.DOUBLE);
                Network network = Compiled.make(compilation, engine);
                TrainingPass pass = network.training()) {
            pass.forward(Inputs.of(compilation.networks().get(0), engine, new SplittableRandom(SEED), BATCH));
            assertOutputsAreTheNodes(compilation.networks().get(0), pass);
        }
    }

    private static void assertOutputsAreTheNodes(org.netloom.compiler.internal.ir.Network network, TracedPass pass) {
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
        Compilation compilation = Compiled.body("input(2,6,5) conv(3,3) relu flatten dense(4)");
        try (Engine engine = new Nd4jEngine(DataType.DOUBLE);
                Network network = Compiled.make(compilation, engine);
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
        Compilation compilation = Compiled.body("input(3) dense(4) bn dense(2)");
        try (Engine engine = new Nd4jEngine(DataType.DOUBLE);
                Network network = Compiled.make(compilation, engine);
                TrainingPass pass = network.training()) {
            INDArray one = Gradients.uniform(engine, new SplittableRandom(SEED), 1, 3);
            assertThatThrownBy(() -> pass.forward(one))
                    .isInstanceOf(NetworkException.class)
                    .hasMessageContaining("bn1 (test.net:1:30)");
        }
    }
}
