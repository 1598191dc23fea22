package org.netloom.compiler.internal.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.netloom.compiler.Models;
import org.netloom.compiler.Nets;
import org.netloom.compiler.internal.explain.ExplainEngine.KernelOf;
import org.netloom.compiler.internal.ir.Network;
import org.netloom.compiler.internal.ir.Node;

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

    @Test
    void saysWhatIsOneCallAndWhatTheEngineHasNoKernelFor() {
        Network network = Nets.network("input(1,8,8) conv(2,3) bn sigmoid maxpool(2) flatten dense(3) relu "
                + "reshape(3,1) lstm(2) mean dense(2)");
        String text = ExplainEngine.text(
                network,
                10,
                new Facts("fast", Map.of("Recurrent", KernelOf.FALLBACK, "SequencePool", KernelOf.FALLBACK)) {
                    @Override
                    public Optional<String> algorithm(ExplainEngine.Convolution conv) {
                        return Optional.of(conv.algorithm() + " of " + conv.in() + "x"
                                + conv.height().kernel());
                    }
                });
        // In training bn1, sigmoid1 and the gradients by both, 72 numbers each, all alive in the backward call; the 3
        // of
        // dense1 are in the memory of one of the gradients.
        assertThat(text).isEqualTo("""
                Engine fast.
                Training computes in one call: bn1 + sigmoid1 + maxpool1, dense1 + relu1.
                Inference computes in one call: dense1 + relu1.
                Inference takes the maximum first, before: sigmoid1.
                It computes by auto of 1x3: conv1.
                Between the parts of a call lie 11.5 kB in training and 120 B in inference; an engine with a kernel for the whole takes no memory for them.
                It has no kernel for these, and nd4j computes them: lstm1, mean1.
                """);
        assertThat(ExplainEngine.text(
                        Nets.network("input(3) bn dense(2) relu dense(2)"),
                        8,
                        new Facts("small", Map.of("Activation", KernelOf.OPERATION, "Dense", KernelOf.NOBODY))))
                .endsWith("""
                        It has no kernel for these, and their operations bring one, which any engine runs: relu1.
                        It cannot compute these: dense1, dense2.
                        """);
        assertThat(ExplainEngine.text(Nets.network("input(3) dense(2)"), 1, new Facts("nd4j", Map.of())))
                .isEqualTo("Engine nd4j.\nIt has an operation of its own for every layer.\n");
    }

    /** An engine that has no kernel of its own for some operations, which these names end with. */
    private static class Facts implements ExplainEngine.Facts {
        private final String name;
        private final Map<String, KernelOf> others;

        Facts(String name, Map<String, KernelOf> others) {
            this.name = name;
            this.others = others;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public KernelOf kernelOf(String className) {
            return others.getOrDefault(className.substring(className.lastIndexOf('.') + 1), KernelOf.ENGINE);
        }

        @Override
        public String fallback() {
            return "nd4j";
        }

        @Override
        public Optional<String> algorithm(ExplainEngine.Convolution conv) {
            return Optional.empty();
        }
    }
}
