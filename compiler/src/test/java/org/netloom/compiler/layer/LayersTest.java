package org.netloom.compiler.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.netloom.compiler.Nets;
import org.netloom.compiler.internal.builtin.BuiltInLayers;
import org.netloom.compiler.internal.ir.Network;
import org.netloom.compiler.registry.Layers;

class LayersTest {
    static List<Layer> layers() {
        return new BuiltInLayers().layers();
    }

    @ParameterizedTest
    @MethodSource("layers")
    void everyLayerSaysWhatItIsAndItsExampleUsesIt(Layer layer) {
        Signature signature = layer.signature();
        assertThat(signature.doc()).endsWith(".");
        assertThat(signature.parameters()).allSatisfy(parameter -> {
            assertThat(parameter.doc()).isNotBlank().doesNotEndWith(".");
            assertThat(parameter.name()).matches("[a-z][a-z0-9_]*");
        });
        assertThat(signature.example()).containsPattern("\\b" + layer.name() + "\\b");
        Nets.compileBody(signature.example());
    }

    @ParameterizedTest
    @MethodSource("layers")
    void noSynonymIsANameOfItsOwn(Layer layer) {
        assertThat(layer.signature().synonyms())
                .noneMatch(name -> Layers.onClassPath().find(name).isPresent());
    }

    // Parameters as PyTorch counts them; FLOPs worked out by hand: 2 for each weight and place.
    @ParameterizedTest
    @CsvSource({
        "'input(3,32,32) conv(16,3)', 16x30x30, 448, 777600",
        "'input(3,32,32) conv(16,3,stride=2,pad=1)', 16x16x16, 448, 221184",
        "'input(3,32,32) conv(16,3,stride=1,pad=1,dilation=2)', 16x30x30, 448, 777600",
        "'input(4,8,8) conv(8,3,groups=4,bias=false)', 8x6x6, 72, 5184",
        "'input(1,5,7) conv(2,3)', 2x3x5, 20, 540",
        "'input(3,12,10) conv(4,(5,3))', 4x8x8, 184, 23040",
        "'input(2,12,10) conv(4,(3,2),stride=(2,1),pad=(1,0),dilation=(1,3),groups=2)', 4x6x7, 28, 2016",
        "'input(3,5,6) conv_transpose(4,(3,2),stride=(1,2),output_pad=(0,1))', 4x7x13, 76, 4320",
        "'input(3,8,9) maxpool((2,3))', 3x4x3, 0, 216",
        "'input(3,8,9) avgpool((1,3),stride=(2,1),pad=(0,1))', 3x4x9, 0, 324",
        "'input(3,8,9) upsample((1,2),bilinear)', 3x8x18, 0, 3024",
        "'input(10) dense(4)', 4, 44, 80",
        "'input(10) dense(4, bias=false)', 4, 40, 80",
        "'input(3,8,8) bn', 3x8x8, 6, 384",
        "'input(7) bn', 7, 14, 14",
        "'input(3,8,9) maxpool(2)', 3x4x4, 0, 192",
        "'input(3,8,8) maxpool(3,stride=2,pad=1)', 3x4x4, 0, 432",
        "'input(3,8,8) avgpool(2,stride=1)', 3x7x7, 0, 588",
        "'input(3,8,8) flatten', 192, 0, 0",
        "'input(9) dropout', 9, 0, 0",
        "'input(9) relu', 9, 0, 9",
        "'input(9) tanh id', 9, 0, 9",
        "'input(9) sigmoid', 9, 0, 36",
        "'input(3,5,5) conv_transpose(4,3,stride=2,pad=1,output_pad=1)', 4x10x10, 112, 5400",
        "'input(3,5,6) conv_transpose(4,2,stride=3,bias=false)', 4x14x17, 48, 2880",
        "'input(3,5,6) layernorm', 3x5x6, 180, 720",
        "'input(10) layernorm(eps=1e-6)', 10, 20, 80",
        "'input(6,4,4) groupnorm(3)', 6x4x4, 12, 768",
        "'input(9) relu(6)', 9, 0, 18",
        "'input(9) leaky_relu', 9, 0, 18",
        "'input(9) elu', 9, 0, 27",
        "'input(9) gelu', 9, 0, 45",
        "'input(9) gelu(approximate=tanh)', 9, 0, 81",
        "'input(9) silu', 9, 0, 45",
        "'input(9) softplus', 9, 0, 27",
        "'input(9) hardsigmoid', 9, 0, 36",
        "'input(9) hardswish', 9, 0, 45",
        "'input(9) softmax', 9, 0, 45",
        "'input(3,8,9) gavgpool', 3x1x1, 0, 216",
        "'input(3,8,9) gmaxpool', 3x1x1, 0, 216",
        "'input(3,8,9) pad(2)', 3x12x13, 0, 0",
        "'input(3,8,9) pad(1,left=0)', 3x10x9, 0, 0",
        "'input(3,8,9) pad(0,bottom=1,left=2,right=3)', 3x9x14, 0, 0",
        "'input(3,8,9) upsample(2)', 3x16x18, 0, 0",
        "'input(3,8,9) upsample(2,bilinear)', 3x16x18, 0, 6048",
        "'input(7) embed(20,5)', 7x5, 100, 0",
        "'input(6,4) rnn(5)', 6x5, 55, 840",
        "'input(6,4) lstm(5)', 6x5, 220, 3360",
        "'input(6,4) gru(5,bias=false)', 6x5, 135, 2520",
        "'input(6,4) attention(2)', 6x4, 80, 1704",
        "'input(6,4) positions', 6x4, 0, 24",
        "'input(6,4) positions(learned=true)', 6x4, 24, 24",
        "'input(6,4) class_token', 7x4, 4, 0",
        "'input(6,4) last', 4, 0, 0",
        "'input(6,4) first', 4, 0, 0",
        "'input(6,4) mean', 4, 0, 24",
        "'input(6,4) dense(3)', 6x3, 15, 144",
        "'input(6,4) layernorm', 6x4, 8, 192",
        "'input(6,4) flatten', 24, 0, 0",
        "'input(3,4,5) tokens', 20x3, 0, 0",
        "'input(24) reshape(-1,4)', 6x4, 0, 0",
        "'input(60) reshape(3,-1,5)', 3x4x5, 0, 0",
        "'input(3,4,5) reshape(-1)', 60, 0, 0"
    })
    void shapesParametersAndFlopsAreKnown(String body, String shape, long parameters, long flops) {
        Network network = Nets.network(body);
        assertThat(network.output().shape().text()).isEqualTo(shape);
        assertThat(network.parameters()).isEqualTo(parameters);
        assertThat(network.nodes().get(0).layer().flops(network.nodes().get(0).use()))
                .isEqualTo(flops);
    }
}
