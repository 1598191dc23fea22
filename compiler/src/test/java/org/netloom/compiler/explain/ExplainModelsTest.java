package org.netloom.compiler.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.netloom.compiler.Models;
import org.netloom.compiler.ir.Network;
import org.netloom.compiler.ir.Node;

/** The tables of the networks of models/: aligned, a row for each layer, and sums that are those of the rows. */
class ExplainModelsTest {
    static List<Network> models() {
        return Models.all();
    }

    @ParameterizedTest
    @MethodSource("models")
    void isATableOfAllLayers(Network network) {
        List<String> lines = Explain.table(network, 128).lines().toList();
        assertThat(lines.get(0)).startsWith(network.name() + "  (");
        List<String> table = lines.subList(2, lines.indexOf("") < 0 ? lines.size() : lines.lastIndexOf(""));
        List<Node> nodes = network.nodes();
        // The heads, the input, the layers, a rule and the total.
        assertThat(table).hasSize(nodes.size() + 4);
        int width = table.get(0).length();
        assertThat(table).allSatisfy(line -> assertThat(line).hasSize(width));
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            assertThat(table.get(i + 2))
                    .startsWith("  " + node.name() + " ")
                    .contains(" " + node.call() + " ", " " + node.shape().batched() + " ");
        }
        long flops =
                nodes.stream().mapToLong(node -> node.layer().flops(node.use())).sum();
        assertThat(table.get(table.size() - 1))
                .startsWith("  total ")
                .contains(String.format(Locale.ROOT, "%,d", network.parameters()))
                .contains(String.format(Locale.ROOT, "%,d", flops));
    }

    /** 34.7 GB, not 34691.9 MB. */
    @ParameterizedTest
    @MethodSource("models")
    void amountsOfMemoryHaveThreeDigitsAtMostBeforeThePoint(Network network) {
        assertThat(Explain.table(network, 256)).doesNotContainPattern("\\d{4,}\\.\\d [kMG]B");
    }
}
