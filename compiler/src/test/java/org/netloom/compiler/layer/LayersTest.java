package org.netloom.compiler.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.netloom.compiler.Nets;
import org.netloom.compiler.ir.Network;

class LayersTest {
    static List<Layer> layers() {
        return Layers.all();
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
                .noneMatch(name -> Layers.find(name).isPresent());
    }

    // Parameters as PyTorch counts them; FLOPs worked out by hand: 2 for each weight and place.
    @ParameterizedTest
    @CsvSource({
        "'input(3,32,32) conv(16,3)', 16x30x30, 448, 777600",
        "'input(3,32,32) conv(16,3,stride=2,pad=1)', 16x16x16, 448, 221184",
        "'input(3,32,32) conv(16,3,1,1,2)', 16x30x30, 448, 777600",
        "'input(4,8,8) conv(8,3,groups=4,bias=false)', 8x6x6, 72, 5184",
        "'input(1,5,7) conv(2,3)', 2x3x5, 20, 540",
        "'input(10) dense(4)', 4, 44, 80",
        "'input(10) dense(4, bias=false)', 4, 40, 80",
        "'input(3,8,8) bn', 3x8x8, 6, 384",
        "'input(7) bn', 7, 14, 14",
        "'input(3,8,9) maxpool(2)', 3x4x4, 0, 192",
        "'input(3,8,8) maxpool(3,stride=2,pad=1)', 3x4x4, 0, 432",
        "'input(3,8,8) avgpool(2,1)', 3x7x7, 0, 588",
        "'input(3,8,8) flatten', 192, 0, 0",
        "'input(9) dropout', 9, 0, 0",
        "'input(9) relu', 9, 0, 9",
        "'input(9) tanh id', 9, 0, 9",
        "'input(9) sigmoid', 9, 0, 36"
    })
    void shapesParametersAndFlopsAreKnown(String body, String shape, long parameters, long flops) {
        Network network = Nets.network(body);
        assertThat(network.output().shape().text()).isEqualTo(shape);
        assertThat(network.parameters()).isEqualTo(parameters);
        assertThat(network.nodes().get(0).layer().flops(network.nodes().get(0).use()))
                .isEqualTo(flops);
    }
}
