package org.netloom.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.netloom.runtime.Network;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.internal.nd4j.Nd4jEngine;

/** The gradients of networks that are no sequences are those of finite differences. */
class CompositionContractTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "input(4) dense(5) add { id | id } dense(3)",
                "input(4) dense(5) concat { id | tanh | id } dense(3)",
                "input(4) dense(5) add { tanh dense(5) | id | sigmoid } dense(3)",
                "input(2,4,3) conv(3,3,pad=1) concat { conv(2,1) tanh | id | conv(4,3,pad=1) bn } conv(2,3) flatten dense(3)",
                "input(2,4,3) conv(3,3,pad=1) as early tanh conv(3,3,pad=1) bn add { id | from early } flatten dense(3)",
                "input(2,4,3) conv(3,3,pad=1) add { flatten dense(4) | flatten dense(4) tanh } dense(3)",
                "input(2,4,3) conv(3,3,pad=1) concat { flatten | flatten tanh } dense(3)",
                "input(4) add { dense(3) | id dense(3) tanh } dense(3)",
                "input(4) concat { id | dense(3) } dense(3)",
                "input(4) share cell { dense(4) tanh } share cell share cell dense(2)",
                "input(2,4,3) share tower { conv(2,3,pad=1) bn tanh } add { share tower | conv(2,1) } flatten dense(3)",
                "input(4) dense(4) repeat 3 { add { dense(4) tanh | id } } dense(3)",
            })
    void gradientsAreThoseOfFiniteDifferences(String body) {
        try (Engine engine = new Nd4jEngine(DataType.DOUBLE);
                Network network = Compiled.make(Compiled.body(body), engine)) {
            assertThat(Gradients.relativeErrors(network, 3, 20_262))
                    .isNotEmpty()
                    .allSatisfy((weight, error) -> assertThat(error).isLessThan(Gradients.TOLERANCE));
        }
    }
}
