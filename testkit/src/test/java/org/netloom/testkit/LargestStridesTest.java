package org.netloom.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.netloom.compiler.options.Optimizations;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.internal.nd4j.Nd4jEngine;

/**
 * Strides and dilations as large as a number can be, where a window stands at one place only: they train, to the bits of the
 * smallest numbers that mean the same. Native code counts with them in 32 bits, and ended the virtual machine.
 */
class LargestStridesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "input(2, 4, 5) conv(3, 3, stride=%s) flatten dense(2)               # 5",
                "input(2, 4, 5) conv(3, (3, 2), stride=(%s, 1)) flatten dense(2)     # 5",
                "input(2, 4, 5) conv(3, 1, dilation=%s) flatten dense(2)             # 1",
                "input(2, 4, 5) maxpool(3, stride=%s) flatten dense(2)               # 5",
                "input(2, 4, 5) avgpool((2, 3), stride=(1, %s)) flatten dense(2)     # 5",
                "input(2, 1, 1) conv_transpose(3, 2, stride=%s) flatten dense(2)     # 1",
                "input(2, 1, 1) conv_transpose(3, 2, stride=(%s, 1)) flatten dense(2) # 1"
            })
    void trainAsSmallOnesDo(String body, String small) {
        try (Engine engine = new Nd4jEngine(DataType.DOUBLE)) {
            Map<String, double[]> expected = bits(body.formatted(small), engine);
            Map<String, double[]> actual = bits(body.formatted(Integer.MAX_VALUE), engine);
            assertThat(actual.keySet()).isEqualTo(expected.keySet());
            expected.forEach(
                    (name, values) -> assertThat(actual.get(name)).as(name).isEqualTo(values));
        }
    }

    private static Map<String, double[]> bits(String body, Engine engine) {
        return Trained.bits(Trained.compile(body, Optimizations.ALL), engine);
    }
}
