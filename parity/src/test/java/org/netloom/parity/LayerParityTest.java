package org.netloom.parity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.netloom.compiler.internal.builtin.BuiltInLayers;

/** Each layer by the example of its own documentation, and what the examples leave out. */
class LayerParityTest {
    /** At the default rate of 0.1 some examples' loss grows without bound within five steps from these weights. */
    private static final double SLOWER = 10;

    private static final List<String> MORE = List.of(
            "input(3, 9, 8) conv(4, 3, stride=2, pad=1, bias=false) relu conv(8, 3, pad=2, dilation=2, groups=2)",
            "input(4, 6, 5) conv(8, 1, groups=4) bn(eps=0.01, stats=ema(0.7)) tanh conv(3, 2)",
            "input(2, 7, 7) conv(3, 3, bias=true) bn sigmoid maxpool(3, stride=2, pad=1) avgpool(2, stride=1)",
            "input(2, 9, 8) conv(4, (3, 2), stride=(2, 1), pad=(1, 0), dilation=(1, 3), groups=2, bias=true) bn tanh maxpool((1, 2), stride=(1, 3), pad=(0, 1)) avgpool((3, 1))",
            "input(3, 4, 5) conv_transpose(4, (3, 2), stride=(1, 3), pad=(1, 0), output_pad=(0, 2)) sigmoid upsample((2, 1)) upsample((1, 3), bilinear) conv(2, (5, 3), stride=(3, 1))",
            "input(6) dense(7, bias=false) bn(stats=ema(0.99)) relu dropout(0.4) dense(4)",
            "input(2, 5, 4) conv(3, 2) bn(stats=pytorch(0.2)) tanh flatten dense(5) bn(variance=unbiased, stats=ema(0.6)) dense(3)",
            "input(2, 5, 4) conv(3, 2) bn(stats=ema(0.3), scale=false) tanh flatten dense(5) bn(stats=ema, center=false) dense(3)",
            "input(2, 5, 4) conv(3, 2) bn(stats=ema, ghost=2) tanh conv(2, 2) bn(stats=cumulative, ghost=4) flatten dense(3)",
            "input(2, 5, 4) conv(3, 2) bn(frozen=true) tanh flatten dense(5) bn(frozen=true, center=false) dense(3)",
            "input(3, 5, 4) conv_transpose(4, 3, stride=3, pad=1, output_pad=2, bias=false) groupnorm(2, eps=0.1) softmax",
            "input(3, 5, 4) layernorm(eps=0.1) gelu(tanh) pad(1, bottom=2, left=0, right=3) upsample(2, bilinear) gmaxpool",
            "input(2, 5, 4) conv(3, 3, pad=1) tanh as t add { conv(3, 3, pad=1) bn | id | sigmoid } concat { id | from t } gavgpool",
            "input(6) embed(5, 4) positions rnn(3, bias=false) rnn(2, activation=relu, bias=false) flatten dense(3)",
            "input(4, 3) lstm(3, bias=false) gru(4, bias=false) dropout(0.3) softmax mean dense(2)",
            "input(5, 4) attention(4, causal=true, bias=false) gelu add { id | dense(4, bias=false) } layernorm dense(3)",
            "input(2, 4, 4) tokens positions class_token tanh attention(2) first dense(2)",
            "input(2, 5, 5) dropout(0.2) conv(3, 2) dropout(0.5) flatten dense(4)");

    static Stream<Arguments> cases() {
        return Stream.concat(
                        new BuiltInLayers()
                                .layers().stream()
                                        .map(layer -> layer.signature().example()),
                        MORE.stream())
                .flatMap(body -> Stream.of(Precision.values()).map(precision -> Arguments.of(body, precision)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void computesAsPytorch(String body, Precision precision) {
        Agreement agreement = ParityCheck.run(
                ParityCheck.compile("layer.net", "net Layer { %s }".formatted(body)),
                0,
                4,
                Objective.MSE,
                precision,
                SLOWER);
        assertThat(agreement.failures()).isEmpty();
    }
}
