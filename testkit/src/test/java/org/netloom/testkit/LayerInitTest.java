package org.netloom.testkit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.netloom.compiler.Compilation;
import org.netloom.runtime.Network;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.Engines;
import org.netloom.runtime.init.Initializer;
import org.netloom.runtime.parameter.Parameter;

/** A layer that says how its weights begin has its way, whatever the network's initializer is. */
class LayerInitTest {
    private static final Compilation NET = Compiled.body("input(1,8,8) conv(4,3,init=constant(0.5)) bn(gamma=0) relu"
            + " conv_transpose(2,2,init=constant(2)) bn(gamma=0.25) flatten dense(6,init=orthogonal(gain=2)) dense(3)");

    private static final Compilation PLAIN =
            Compiled.body("input(1,8,8) conv(4,3) bn relu conv_transpose(2,2) bn flatten dense(6) dense(3)");

    private static Map<String, double[]> values(Compilation compilation, Initializer initializer, long seed) {
        try (Engine engine = Engines.create("nd4j", DataType.DOUBLE, 1);
                Network network = Compiled.make(compilation, engine)) {
            network.initialize(initializer, seed);
            Function<Parameter, double[]> copy =
                    parameter -> parameter.value().dup('c').data().asDouble();
            return network.parameters().stream().collect(Collectors.toMap(Parameter::name, copy));
        }
    }

    @Test
    void hasItsWay() {
        Map<String, double[]> own = values(NET, Initializer.KAIMING_NORMAL, 7);
        Map<String, double[]> plain = values(PLAIN, Initializer.KAIMING_NORMAL, 7);
        assertThat(own.get("conv1.weight")).containsOnly(0.5);
        assertThat(own.get("conv_transpose1.weight")).containsOnly(2);
        assertThat(own.get("bn1.weight")).containsOnly(0);
        assertThat(own.get("bn2.weight")).containsOnly(0.25);
        assertThat(plain.get("bn1.weight")).containsOnly(1);
        double[] rows = requireNonNull(own.get("dense1.weight"));
        double square = 0;
        for (int i = 0; i < rows.length / 6; i++) {
            square += rows[i] * rows[i];
        }
        // Rounding of a sum of products in double.
        assertThat(square).isCloseTo(4, Offset.offset(1e-12));
        assertThat(own.get("dense2.weight")).isEqualTo(plain.get("dense2.weight"));
        assertThat(own.get("conv1.bias")).isNull();
    }
}
