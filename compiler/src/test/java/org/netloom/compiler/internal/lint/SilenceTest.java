package org.netloom.compiler.internal.lint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.netloom.compiler.Compilation;
import org.netloom.compiler.NetCompiler;
import org.netloom.compiler.Nets;
import org.netloom.compiler.options.CompilerOptions;
import org.netloom.compiler.problem.Problem;
import org.netloom.compiler.problem.Severity;
import org.netloom.compiler.source.SourceFile;

/** Where a comment silences, and that warnings become errors where the caller wants it. */
class SilenceTest {
    private static final String ROWS = "shape.rows-unused";
    private static final String ALLOW = "// netloom: allow " + ROWS;

    private static String net(String beforeNet, String beforePool, String behindPool) {
        return beforeNet + "net A {\n  input(1, 7, 7)\n" + beforePool + "  maxpool(2)" + behindPool
                + "\n  flatten dense(3)\n}\n";
    }

    @Test
    void withoutACommentThereIsAWarning() {
        assertThat(Nets.problems(net("", "", ""))).containsExactly(ROWS);
    }

    @Test
    void aCommentBehindIsForItsLine() {
        assertThat(Nets.problems(net("", "", " " + ALLOW))).isEmpty();
        assertThat(Nets.problems(net("", "", " /* netloom: allow " + ROWS + " */")))
                .isEmpty();
        assertThat(Nets.problems(net("", "", "\n flatten " + ALLOW)))
                .containsExactlyInAnyOrder(ROWS, "layer.no-effect", "syntax.allows-nothing");
    }

    @Test
    void aCommentAloneIsForTheNextLine() {
        assertThat(Nets.problems(net("", "  " + ALLOW + "\n\n  // Why it is right here.\n", "")))
                .isEmpty();
        assertThat(Nets.problems(net("", "  " + ALLOW + "\n  relu\n", "")))
                .containsExactly("syntax.allows-nothing", ROWS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n"})
    void aCommentBeforeADeclarationIsForAllOfIt(String lineEnd) {
        String one = net(ALLOW + "\n", "", "").replace("\n", lineEnd);
        assertThat(Nets.problems(one)).isEmpty();
        String other = net("", "", "").replace("net A", "net B");
        assertThat(Nets.problems(one + other)).containsExactly(ROWS);
        assertThat(Nets.problems(other + one)).containsExactly(ROWS);
    }

    @Test
    void aCommentBeforeThePackageIsForTheFile() {
        String text =
                ALLOW + "\npackage a.b;\n" + net("", "", "") + net("", "", "").replace("net A", "net B");
        assertThat(Nets.problems(text)).isEmpty();
    }

    @Test
    void oneCommentMaySilenceSeveralAndNotes() {
        String text = """
                net A {
                  input(1, 7, 7) // 𝒙 is one character and two chars
                  conv(2, 2) bn relu relu // netloom: allow layer.bias-dropped, layer.no-effect
                  flatten dense(3)
                }
                """;
        assertThat(Nets.problems(text)).isEmpty();
    }

    @Test
    void aCommentOfOneFileIsNotForAnother() {
        SourceFile one = new SourceFile("one.net", "// netloom: allow shape.rows-unused\n// and no net\n");
        SourceFile two = new SourceFile("two.net", net("", "", ""));
        assertThat(NetCompiler.compile(List.of(one, two), CompilerOptions.defaults())
                        .problems())
                .extracting(Problem::id)
                .contains(ROWS);
    }

    @Test
    void commentsOfBrokenFilesAreHarmless() {
        for (String text :
                List.of(ALLOW, ALLOW + "\nnet", ALLOW + "\nnet A {", "net A { " + ALLOW, "}" + ALLOW + "\n}")) {
            assertThat(Nets.problems(text)).as(text).doesNotContain(ROWS);
        }
    }

    @Test
    void warningsBecomeErrorsByNameOrAllOfThem() {
        String text = net("", "", " flatten flatten");
        for (Set<String> ids : List.of(Set.of(ROWS), Set.of(CompilerOptions.ALL))) {
            Compilation compilation = NetCompiler.compile(
                    List.of(new SourceFile("test.net", text)),
                    CompilerOptions.defaults().withWarningsAsErrors(ids));
            assertThat(compilation.succeeded()).isFalse();
            assertThat(compilation.classes()).isEmpty();
            assertThat(compilation.problems())
                    .filteredOn(problem -> problem.severity() == Severity.ERROR)
                    .hasSize(ids.contains(ROWS) ? 1 : 3);
        }
        assertThat(NetCompiler.compile(
                                List.of(new SourceFile("test.net", net("", "", " " + ALLOW))),
                                CompilerOptions.defaults().withWarningsAsErrors(Set.of(ROWS)))
                        .succeeded())
                .isTrue();
    }
}
