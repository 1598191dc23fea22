package org.netloom.benchmarks.onnxruntime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The examples of the page "Encoding" of Protocol Buffers' documentation. */
class ProtoBufferTest {
    private static String hex(ProtoBuffer message) {
        return HexFormat.of().formatHex(message.toByteArray());
    }

    @Test
    void aNumberIsWrittenSevenBitsAByte() {
        assertThat(hex(new ProtoBuffer().number(1, 150))).isEqualTo("089601");
    }

    @Test
    void aTextAndAMessageHaveTheirLengthBeforeThem() {
        assertThat(hex(new ProtoBuffer().text(2, "testing"))).isEqualTo("120774657374696e67");
        assertThat(hex(new ProtoBuffer().message(3, new ProtoBuffer().number(1, 150))))
                .isEqualTo("1a03089601");
    }

    @Test
    void floatsAreLittleEndian() {
        assertThat(hex(new ProtoBuffer().floats(9, new float[] {1, -2}))).isEqualTo("4a080000803f000000c0");
    }

    @Test
    void aFieldBehindTheFifteenthHasAKeyOfTwoBytes() {
        assertThat(hex(new ProtoBuffer().number(20, 7))).isEqualTo("a00107");
    }
}
