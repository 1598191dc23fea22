package org.netloom.compiler.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.netloom.compiler.Nets;
import org.netloom.compiler.format.NetFormatter;
import org.netloom.compiler.internal.builtin.BuiltInLayers;
import org.netloom.compiler.internal.ir.Network;
import org.netloom.compiler.internal.ir.Node;
import org.netloom.compiler.layer.Layer;
import org.netloom.compiler.layer.Parameter;
import org.netloom.compiler.layer.Signature;
import org.netloom.compiler.layer.Weight;
import org.netloom.compiler.problem.Problems;
import org.netloom.compiler.source.SourceFile;

/** docs/layers.md is made of the layers: their signatures, and what becomes of their examples. */
class LayerReferenceTest {
    private static final String HEAD = """
            # Layers

            Made from the layers themselves by `LayerReferenceTest`; `-Ddocs.update=true` writes it anew. Sizes are those of one example; `N` is the batch.
            A parameter without a default must be given; `stride=kernel` takes the value of another one, `[bias]` may be left out.
            What stands behind a semicolon goes by name only; the semicolon itself is not written. A pair is `(height, width)`, and one number is both.
            """;

    @Test
    void isCurrent() throws IOException {
        StringBuilder page = new StringBuilder(HEAD);
        page.append('\n').append(contents()).append('\n');
        new BuiltInLayers().layers().forEach(layer -> page.append(section(layer)));
        Page.isCurrent("layers.md", page.toString());
    }

    static List<Layer> layers() {
        return new BuiltInLayers().layers();
    }

    @ParameterizedTest
    @MethodSource("layers")
    void hasAFormulaWithItsSource(Layer layer) {
        assertThat(layer.signature().formula()).isNotBlank();
        assertThat(layer.signature().source()).isNotBlank();
    }

    private static String contents() {
        return new BuiltInLayers()
                        .layers().stream()
                                .map(layer -> "[%s](#%s)".formatted(layer.name(), layer.name()))
                                .collect(Collectors.joining(" · "))
                + "\n";
    }

    private static String section(Layer layer) {
        Signature signature = layer.signature();
        return "\n## " + layer.name() + "\n\n`" + signature + (layer.merges() ? " { … | … }" : "") + "`\n\n"
                + signature.doc() + "\n" + parameters(signature) + "\n```text\n" + signature.formula() + "\n```\n\n"
                + "Source: " + signature.source() + ".\n\n" + example(layer) + synonyms(signature);
    }

    static String parameters(Signature signature) {
        if (signature.parameters().isEmpty()) {
            return "";
        }
        return signature.parameters().stream()
                .map(LayerReferenceTest::row)
                .collect(Collectors.joining("\n", "\n| parameter | what it is | values |\n|---|---|---|\n", "\n"));
    }

    private static String row(Parameter<?> parameter) {
        boolean ranged = Double.isFinite(parameter.range().low())
                || Double.isFinite(parameter.range().high());
        return "| `%s` | %s | %s |"
                .formatted(
                        parameter,
                        parameter.doc(),
                        parameter.typeDescribed()
                                + (ranged ? ", " + parameter.range().described() : ""));
    }

    private static String example(Layer layer) {
        String body = layer.signature().example();
        Network network = Nets.network(body);
        String shapes = network.nodes().stream()
                .filter(node -> node.layer() == layer)
                .map(LayerReferenceTest::shapes)
                .collect(Collectors.joining("\n"));
        if (shapes.isEmpty()) {
            shapes = "input  " + network.inputShape().batched();
        }
        String text =
                NetFormatter.format(new SourceFile("example.net", "net Example {\n" + body + "\n}"), new Problems());
        return "```net\n" + text + "```\n```text\n" + shapes + "\n```\n";
    }

    /** {@code conv1  [N,2,9,8] -> [N,4,5,4]  weight[4,2,3,3] bias[4]}. */
    private static String shapes(Node node) {
        String in = node.inputs().stream().map(value -> value.shape().batched()).collect(Collectors.joining(", "));
        String weights = node.weights().stream().map(LayerReferenceTest::weight).collect(Collectors.joining(" "));
        return "%s  %s -> %s  %s"
                .formatted(node.name(), in, node.shape().batched(), weights)
                .stripTrailing();
    }

    private static String weight(Weight weight) {
        return weight.key() + weight.shape().stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"));
    }

    static String synonyms(Signature signature) {
        return signature.synonyms().isEmpty()
                ? ""
                : "\nElsewhere: "
                        + signature.synonyms().stream()
                                .map(name -> "`" + name + "`")
                                .collect(Collectors.joining(", "))
                        + ".\n";
    }
}
