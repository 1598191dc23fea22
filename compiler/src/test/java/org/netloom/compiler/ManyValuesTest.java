package org.netloom.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.netloom.compiler.format.NetFormatter;
import org.netloom.compiler.internal.draw.Drawing;
import org.netloom.compiler.internal.explain.Explain;
import org.netloom.compiler.internal.ir.Network;
import org.netloom.compiler.problem.ProblemRenderer;
import org.netloom.compiler.problem.Problems;
import org.netloom.compiler.source.SourceFile;

/**
 * Programs with about as many layers as a class can hold. Each takes a second or two. Where a stage looked at all values for
 * each of them it took more than a minute, behind the limit here.
 */
class ManyValuesTest {
    private static final int MANY = 1400;

    static Stream<Arguments> programs() {
        return Stream.of(
                Arguments.of(
                        "named values in one merge",
                        IntStream.range(0, MANY).mapToObj(i -> "relu as v" + i).collect(Collectors.joining(" "))
                                + " add { "
                                + IntStream.range(0, MANY)
                                        .mapToObj(i -> "from v" + i)
                                        .collect(Collectors.joining(" | "))
                                + " }"),
                Arguments.of("uses of one share", "share d { dense(5) } " + "share d ".repeat(MANY)),
                Arguments.of("branches", "concat { id" + " | dense(1) relu".repeat(MANY / 2 - 1) + " }"),
                Arguments.of("layers in a chain", "dense(5) bn relu ".repeat(MANY / 3)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("programs")
    @Timeout(60)
    void takeTimeInProportion(String what, String body) {
        String text = "net A { input(5) " + body + " dense(2) }";
        Compilation compilation = Nets.compile(text);
        assertThat(compilation.succeeded())
                .as(ProblemRenderer.plain().render(compilation.problems()))
                .isTrue();
        Network network = compilation.networks().get(0);
        assertThat(network.nodes()).hasSizeGreaterThan(MANY - 10);
        assertThat(compilation.classes()).hasSize(1);
        assertThat(Explain.table(network, 4)).contains("total");
        assertThat(Drawing.svg(network, true)).endsWith("</svg>\n");
        assertThat(Drawing.svg(network, false)).endsWith("</svg>\n");
        assertThat(NetFormatter.format(new SourceFile("a.net", text), new Problems()))
                .startsWith("net A {");
    }
}
