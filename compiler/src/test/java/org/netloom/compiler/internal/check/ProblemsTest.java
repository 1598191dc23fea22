package org.netloom.compiler.internal.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.netloom.compiler.Compilation;
import org.netloom.compiler.NetCompiler;
import org.netloom.compiler.Nets;
import org.netloom.compiler.options.CompilerOptions;
import org.netloom.compiler.problem.Problem;
import org.netloom.compiler.source.SourceFile;

/** What golden cases do not show well: no cascades, several problems at once, several files. */
class ProblemsTest {
    @Test
    void whatFollowsFromAnErrorIsSilentAndTheRestIsStillChecked() {
        assertThat(Nets.problems("net A { input(1,4,4) conv(8,9) dense(10) maxpool(99) conv(4) dropout(2) }"))
                .containsExactly("shape.window-too-large", "argument.missing", "argument.range");
    }

    @Test
    void aNetWithAnErrorDoesNotHideTheNext() {
        Compilation compilation = Nets.compile("net A { input(4) dens(3) } net B { input(4) dense(3) }");
        assertThat(compilation.problems()).extracting(Problem::id).containsExactly("layer.unknown");
        assertThat(compilation.networks()).extracting("name").containsExactly("B");
        assertThat(compilation.classes()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Linear, dense",
        "conv2d, conv",
        "Conv, conv",
        "cnov, conv",
        "MaxPool2d, maxpool",
        "BatchNorm2d, bn",
        "sigmod, sigmoid",
        "RELU, relu",
        "averagepooling2d, avgpool"
    })
    void suggestsTheLayerThatWasMeant(String written, String meant) {
        Problem problem =
                Nets.compile("net A { input(4) " + written + " }").problems().get(0);
        assertThat(problem.id()).isEqualTo("layer.unknown");
        assertThat(problem.help()).isEqualTo("did you mean '" + meant + "'?");
    }

    @Test
    void suggestsNothingWhereNothingIsNear() {
        Problem problem =
                Nets.compile("net A { input(4) transformer }").problems().get(0);
        assertThat(problem.help()).startsWith("the layers are input, conv, dense");
    }

    @ParameterizedTest
    @CsvSource({
        "class, net.name-not-java",
        "record, net.name-not-java",
        "_, net.name-not-java",
        "String, net.name-taken",
        "Training, net.name-taken",
        "Gradient, net.name-taken"
    })
    void refusesNamesThatJavaOrTheGeneratedClassHas(String name, String id) {
        assertThat(Nets.problems("net " + name + " { input(4) dense(3) }")).containsExactly(id);
    }

    @Test
    void netsOfOnePackageNeedNamesOfTheirOwnAcrossFiles() {
        SourceFile one = new SourceFile("one.net", "net A { input(4) dense(3) }");
        SourceFile two = new SourceFile("two.net", "net A { input(4) dense(2) } net a { input(4) dense(2) }");
        SourceFile other = new SourceFile("three.net", "package elsewhere; net A { input(4) dense(2) }");
        List<Problem> problems = NetCompiler.compile(List.of(one, two, other), CompilerOptions.defaults())
                .problems();
        assertThat(problems).extracting(Problem::id).containsExactly("net.name-twice", "net.name-case");
        assertThat(problems).allSatisfy(problem -> {
            assertThat(problem.span().file()).isSameAs(two);
            assertThat(problem.related().get(0).span().file()).isSameAs(one);
        });
    }

    @Test
    void hugeSizesAreRefusedWithoutOverflow() {
        assertThat(Nets.problems("net A { input(2147483647, 2147483647, 2147483647) flatten }"))
                .containsExactly("shape.too-large");
        assertThat(Nets.problems("net A { input(1, 9, 9) conv(2147483647, 9) }"))
                .containsExactly("shape.too-many-weights");
        assertThat(Nets.problems("net A { input(70000) dense(70000) }")).containsExactly("shape.too-many-weights");
        assertThat(Nets.problems("net A { input(1, 9, 9) conv(1, 1, pad=2147483647) }"))
                .containsExactly("shape.too-large");
        assertThat(Nets.problems("net A { input(1, 9, 9) conv(1, 2147483647, dilation=2147483647) }"))
                .containsExactly("shape.window-too-large");
    }

    @Test
    void aBiasThatIsWrittenStays() {
        assertThat(Nets.network("input(1,8,8) conv(2,3) bn").parameters()).isEqualTo(18 + 4);
        assertThat(Nets.network("input(1,8,8) conv(2,3,bias=true) bn").parameters())
                .isEqualTo(20 + 4);
        assertThat(Nets.network("input(1,8,8) conv(2,3) id bn").parameters()).isEqualTo(18 + 4);
        assertThat(Nets.network("input(1,8,8) conv(2,3) relu bn").parameters()).isEqualTo(20 + 4);
    }

    @Test
    void paddingThatIsProposedKeepsTheSize() {
        for (int kernel = 5; kernel < 12; kernel++) {
            String body = "net A { input(1,4,4) conv(1,%d%s) }";
            Problem problem =
                    Nets.compile(body.formatted(kernel, "")).problems().get(0);
            String help = String.valueOf(problem.help());
            assertThat(help).startsWith("pad=");
            String pad = help.substring(0, help.indexOf(' '));
            assertThat(Nets.compile(body.formatted(kernel, ", " + pad)).succeeded())
                    .as(help)
                    .isTrue();
        }
    }
}
