package org.netloom.runtime.internal.vector;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.kernel.internal.Lanes;
import org.netloom.op.Tensor;
import org.netloom.runtime.Network;
import org.netloom.runtime.TracedPass.LayerOutput;
import org.netloom.runtime.TrainingPass;
import org.netloom.runtime.engine.Engine;

/** What a kernel of several layers leaves unwritten: a copy is right or refused, and reading computes nothing. */
class LeftOutTest {
    private static final Class<?> NET = Nets.compile(
            "input(1, 9, 9) conv(3, 3) bn sigmoid maxpool(2) conv(4, 2) relu flatten dense(5) bn tanh dense(2)");
    private static final int BATCH = Lanes.COUNT + 3;
    /** A few roundings in float, of values around 1. */
    private static final double TOLERANCE = 2e-5;

    private final INDArray x = Nd4j.createFromArray(
                    new SplittableRandom(4).doubles(BATCH * 81L).toArray())
            .reshape(BATCH, 1, 9, 9);

    @Test
    void copiesAreThoseOfTheOtherEngine() {
        Map<String, double[]> expected = outputs(Rig.DOUBLE);
        Map<String, double[]> actual = outputs(Rig.VECTOR);
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        expected.forEach((layer, values) -> assertThat(requireNonNull(actual.get(layer)))
                .as(layer)
                .containsExactly(values, Offset.offset(TOLERANCE)));
    }

    private Map<String, double[]> outputs(Engine engine) {
        Map<String, double[]> outputs = new LinkedHashMap<>();
        try (Network network = Nets.make(NET, engine, 3);
                TrainingPass pass = network.training()) {
            pass.forward(x.castTo(engine.dataType()));
            for (LayerOutput output : pass.layerOutputs()) {
                outputs.put(output.site().layer(), values(pass, output.value()));
            }
        }
        return outputs;
    }

    private static double[] values(TrainingPass pass, Tensor tensor) {
        try (INDArray copy = pass.copy(tensor)) {
            return copy.data().asDouble();
        }
    }

    private static Tensor output(TrainingPass pass, String layer) {
        return pass.layerOutputs().stream()
                .filter(output -> output.site().layer().equals(layer))
                .findFirst()
                .orElseThrow()
                .value();
    }

    @Test
    void readingComputesNothing() {
        try (Network network = Nets.make(NET, Rig.VECTOR, 3);
                TrainingPass pass = network.training();
                INDArray values = Nd4j.createUninitialized(DataType.FLOAT, BATCH, 3, 7, 7)) {
            pass.forward(x.castTo(DataType.FLOAT));
            Tensor normalized = output(pass, "bn1");
            assertThatThrownBy(() -> Rig.VECTOR.read(normalized, values))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("left unwritten; copy of its pass computes it");
            double[] copied = values(pass, normalized);
            Rig.VECTOR.read(normalized, values);
            assertThat(values.data().asDouble()).isEqualTo(copied);
        }
    }

    @Test
    void outputsAreGoneWithTheBackwardPass() {
        try (Network network = Nets.make(NET, Rig.VECTOR, 3);
                TrainingPass pass = network.training()) {
            Tensor y = pass.forward(x.castTo(DataType.FLOAT));
            double[] before = values(pass, y);
            Tensor convolved = output(pass, "conv1");
            Rig.VECTOR.write(Nd4j.ones(DataType.FLOAT, BATCH, 2), pass.outputGradient());
            pass.backward();
            assertThatThrownBy(() -> pass.copy(convolved))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("conv1")
                    .hasMessageContaining("the backward pass uses its memory");
            assertThat(values(pass, y)).isEqualTo(before);
            pass.forward(x.castTo(DataType.FLOAT));
            assertThat(values(pass, convolved)).hasSize(BATCH * 3 * 7 * 7);
        }
    }

    @Test
    void outputsAreGoneWithOtherParameters() {
        try (Network network = Nets.make(NET, Rig.VECTOR, 3);
                TrainingPass pass = network.training()) {
            pass.forward(x.castTo(DataType.FLOAT));
            Tensor normalized = output(pass, "bn1");
            network.parameters().get(1).value().muli(2);
            network.parametersChanged();
            assertThatThrownBy(() -> pass.copy(normalized))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("the parameters have changed since");
        }
    }
}
