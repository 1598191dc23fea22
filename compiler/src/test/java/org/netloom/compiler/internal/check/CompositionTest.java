package org.netloom.compiler.internal.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.netloom.compiler.Compilation;
import org.netloom.compiler.NetCompiler;
import org.netloom.compiler.Nets;
import org.netloom.compiler.internal.ir.Network;
import org.netloom.compiler.internal.ir.Node;
import org.netloom.compiler.layer.Pair;
import org.netloom.compiler.options.CompilerOptions;
import org.netloom.compiler.problem.Problem;
import org.netloom.compiler.source.SourceFile;

/** Blocks, repetitions, choices, merges, names: what a text means, as nodes. */
class CompositionTest {
    private static Network network(String text) {
        Compilation compilation = Nets.compile(text);
        assertThat(compilation.succeeded()).as("%s", compilation.problems()).isTrue();
        return compilation.networks().get(0);
    }

    /** {@code dense1(input) relu1(dense1)}. */
    private static String graph(Network network) {
        return String.join(
                " ",
                network.nodes().stream()
                        .map(node -> node.name()
                                + node.inputs().stream()
                                        .map(value -> value.name())
                                        .toList())
                        .toList());
    }

    @Test
    void aBlocksArgumentsGoByPositionOrByNameAndDefaultsSeeThoseBefore() {
        Network network = network("block b(n, m = n * 2, k = in.features) { dense(n) dense(m) dense(k) }"
                + " net A { input(5) b(3) b(k=1, n=4) }");
        assertThat(network.nodes())
                .extracting(Node::call)
                .containsExactly("dense(3)", "dense(6)", "dense(5)", "dense(4)", "dense(8)", "dense(1)");
    }

    @Test
    void pairsGoThroughBlocksAndTheirExpressions() {
        Network network = network("block same(c, k = (1, 3), s = 1) { conv(c, k, stride=s, pad=k / 2)"
                + " if (s != 1) { maxpool(s) } }"
                + " net A(k = (5, 3)) { input(2, 12, 10) same(4, k) same(3, s=(2, 1)) same(2, (3, 5)) }");
        assertThat(network.nodes())
                .extracting(Node::call)
                .containsExactly(
                        "conv(4, (5, 3), stride=1, pad=(2, 1))",
                        "conv(3, (1, 3), stride=(2, 1), pad=(0, 1))",
                        "maxpool((2, 1))",
                        "conv(2, (3, 5), stride=1, pad=(1, 2))");
        assertThat(network.output().shape().text()).isEqualTo("2x3x10");
        assertThat(network.constants()).containsEntry("k", new Pair(5, 3));
    }

    @Test
    void aPairIsSetFromOutside() {
        Compilation compilation = NetCompiler.compile(
                List.of(new SourceFile("test.net", "net A(k = 3) { input(2, 12, 10) conv(4, k) flatten dense(3) }")),
                CompilerOptions.defaults().withParameters(Map.of("k", "(5, 1)")));
        assertThat(compilation.networks().get(0).nodes().get(0).shape().text()).isEqualTo("4x8x10");
        assertThat(compilation.classes().get(0).source())
                .contains("public static final List<Integer> K = List.of(5, 1);");
    }

    @Test
    void repeatMakesFreshLayersEachTime() {
        Network network = network("net A(n = 3) { input(4) repeat n - 1 { dense(4) relu } dense(2) }");
        assertThat(graph(network)).isEqualTo("dense1[input] relu1[dense1] dense2[relu1] relu2[dense2] dense3[relu2]");
        assertThat(network.parameters()).isEqualTo(20 + 20 + 10);
    }

    @ParameterizedTest
    @CsvSource({"1, relu", "2, tanh", "3, sigmoid", "4, sigmoid"})
    void theFirstCaseThatHoldsIsTaken(int n, String layer) {
        Network network = network("block b(n) { if (n == 1) { relu } else if (n == 2) { tanh } else { sigmoid } }"
                + String.format(Locale.ROOT, " net A { input(4) dense(3) b(%d) }", n));
        assertThat(network.nodes().get(1).layer().name()).isEqualTo(layer);
    }

    @Test
    void aChoiceWithoutElsePassesOn() {
        assertThat(graph(network("net A { input(4) if (in.features > 4) { relu } dense(3) }")))
                .isEqualTo("dense1[input]");
    }

    @Test
    void inIsTheShapeAtTheStatementInANetAndAtItsBeginningInABlock() {
        assertThat(network("net A { input(4) dense(6) dense(in.features) }").nodes())
                .extracting(Node::call)
                .containsExactly("dense(6)", "dense(6)");
        assertThat(network("block b() { dense(6) dense(in.features) } net A { input(4) b() }")
                        .nodes())
                .extracting(Node::call)
                .containsExactly("dense(6)", "dense(4)");
    }

    @Test
    void branchesTakeWhatComesInAndMayNest() {
        Network network = network("net A { input(4) dense(4) add { dense(4) add { relu | id } | id | tanh } }");
        assertThat(graph(network))
                .isEqualTo("dense1[input] dense2[dense1] relu1[dense2] add1[relu1, dense2] tanh1[dense1]"
                        + " add2[add1, dense1, tanh1]");
    }

    @Test
    void namedValuesSkipAhead() {
        Network network =
                network("net A { input(4) dense(4) as early relu dense(4) add { id | from early } dense(2) }");
        assertThat(graph(network))
                .isEqualTo("dense1[input] relu1[dense1] dense2[relu1] add1[dense2, dense1] dense3[add1]");
    }

    @Test
    void sharedLayersHaveOneSetOfWeights() {
        Network network = network("net A { input(4) share cell { dense(4) tanh } share cell share cell dense(2) }");
        assertThat(graph(network))
                .isEqualTo("dense1[input] tanh1[dense1] dense2[tanh1] tanh2[dense2] dense3[tanh2] tanh3[dense3]"
                        + " dense4[tanh3]");
        assertThat(network.nodes())
                .extracting(Node::owner)
                .containsExactly("dense1", "tanh1", "dense1", "tanh2", "dense1", "tanh3", "dense4");
        assertThat(network.parameters()).isEqualTo(20 + 10);
    }

    @Test
    void sharedLayersMayShareAmongThemselves() {
        Network network = network("net A { input(4) share a { share b { dense(4) } relu share b dense(4) } share a }");
        assertThat(network.nodes().stream().filter(node -> node.layer().name().equals("dense")))
                .extracting(Node::owner)
                .containsExactly("dense1", "dense1", "dense3", "dense1", "dense1", "dense3");
    }

    @Test
    void aBiasIsDroppedOnlyWhereEverySharerHasItsBn() {
        assertThat(network("net A { input(4) share d { dense(4) } bn share d bn }")
                        .parameters())
                .isEqualTo(16 + 8 + 8);
        assertThat(network("net A { input(4) share d { dense(4) } bn share d relu }")
                        .parameters())
                .isEqualTo(20 + 8);
    }

    @Test
    void nodesKnowTheUsesThatLedToThem() {
        Network network = network("block a(n) { dense(n) } block b(n) { a(n * 2) relu } net A { input(4) b(3) }");
        Node dense = network.nodes().get(0);
        assertThat(dense.uses()).extracting(Node.BlockUse::call).containsExactly("b(3)", "a(6)");
        assertThat(network.nodes().get(1).uses())
                .extracting(Node.BlockUse::call)
                .containsExactly("b(3)");
    }

    @Test
    void aBareFileIsANetOfItsName() {
        SourceFile file =
                new SourceFile("dir/le_net-5.net", "/** Small. */ input(4) dense(3)\ntrain LeNet5 { batch 7 }");
        Compilation compilation = NetCompiler.compile(List.of(file), CompilerOptions.defaults());
        assertThat(compilation.problems()).isEmpty();
        Network network = compilation.networks().get(0);
        assertThat(network.name()).isEqualTo("LeNet5");
        assertThat(network.heading().doc()).isEqualTo("Small.");
        assertThat(network.train().batch()).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource({"classes, 5", "A.classes, 5"})
    void parametersComeFromOutside(String key, String value) {
        String text = "net A(classes = 10) { input(4) dense(classes) } net B(classes = 3) { input(4) dense(classes) }";
        Compilation compilation = NetCompiler.compile(
                List.of(new SourceFile("test.net", text)),
                CompilerOptions.defaults().withParameters(Map.of(key, value)));
        assertThat(compilation.problems()).isEmpty();
        assertThat(compilation.networks().get(0).output().shape().size()).isEqualTo(5);
        assertThat(compilation.networks().get(1).output().shape().size()).isEqualTo(key.startsWith("A.") ? 3 : 5);
        assertThat(compilation.classes().get(0).source()).contains("public static final int CLASSES = 5;");
    }

    /** One mistake in a block that is used often, in a branch never taken, behind an error: each is said once. */
    @Test
    void eachProblemIsSaidOnce() {
        assertThat(Nets.problems("block b() { conv(3, 9) dens(4) } net A { input(1,4,4) repeat 3 { b() b() } b() }"))
                .containsExactly("shape.window-too-large", "layer.unknown");
        assertThat(Nets.problems("net A { input(4) if (1 == 2) { dens(4) } else { tanh(1) } dense(3) }"))
                .containsExactly("layer.unknown", "argument.too-many");
        assertThat(Nets.problems("block unused() { dropout(7) dense(wide) } net A { input(4) dense(3) }"))
                .containsExactly("block.unused", "argument.range", "expression.unknown-name");
    }

    @Test
    void aProblemInABlockNamesTheCallsThatLedThere() {
        String text = "block a(k) { conv(3, k) }\nblock b(k) { a(k + 1) }\nnet A { input(1,4,4) b(7) }";
        Problem problem = Nets.compile(text).problems().get(0);
        assertThat(problem.id()).isEqualTo("shape.window-too-large");
        assertThat(problem.message()).contains("8x8");
        assertThat(problem.related())
                .extracting(Problem.Related::message)
                .satisfiesExactly(
                        message -> assertThat(message).contains("a(8)"),
                        message -> assertThat(message).contains("b(7)"));
    }

    @Test
    void expansionEnds() {
        String doubling = "block b0() { id id } block b1() { b0() b0() } block b2() { b1() b1() b1() b1() }"
                + " net A { input(4) repeat 5000 { b2() } dense(3) }";
        assertThat(Nets.problems(doubling)).containsExactly("net.too-long");
        assertThat(Nets.problems("net A { input(4) repeat 9223372036854775807 { relu } }"))
                .containsExactly("net.too-deep");
    }

    @Test
    void aThousandLayersCompileQuickly() {
        String text = "block b() { add { dense(4) relu | id } } net A { input(4) repeat 330 { b() } dense(3) }";
        Nets.compile(text);
        long start = System.nanoTime();
        Compilation compilation = Nets.compile(text);
        long milliseconds = (System.nanoTime() - start) / 1_000_000;
        assertThat(compilation.networks().get(0).nodes()).hasSize(991);
        System.out.printf("991 layers from text to Java: %d ms%n", milliseconds);
    }
}
