package org.netloom.compiler.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.netloom.compiler.Compilation;
import org.netloom.compiler.CompilerOptions;
import org.netloom.compiler.NetCompiler;
import org.netloom.compiler.SourceResolver;
import org.netloom.compiler.format.NetFormatter;
import org.netloom.compiler.problem.Problem;
import org.netloom.compiler.problem.ProblemRenderer;
import org.netloom.compiler.problem.Problems;
import org.netloom.compiler.source.SourceFile;

/**
 * Whatever a file has in it, the compiler answers with classes or with problems, and the formatter with a text.
 *
 * <p>In a build it runs over the kept files of {@code FrontEndFuzzTestInputs}. To look for new ones, which land there,
 * set {@code JAZZER_FUZZ=1}: {@code JAZZER_FUZZ=1 mvn test -pl compiler -am -Dtest=FrontEndFuzzTest
 * -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class FrontEndFuzzTest {
    private static final int MOST_PROBLEMS = 10_000;

    @FuzzTest(maxDuration = "10m")
    void anyBytesAreAnswered(byte[] bytes) {
        answered(new String(bytes, StandardCharsets.UTF_8));
    }

    private static Compilation answered(String text) {
        SourceFile source = new SourceFile("test.net", text);
        Compilation compilation = NetCompiler.compile(
                List.of(source), CompilerOptions.defaults().withSources(SourceResolver.among(List.of(source))));
        assertThat(compilation.problems()).hasSizeLessThan(MOST_PROBLEMS);
        assertThat(compilation.problems())
                .allSatisfy(problem -> assertThat(problem.message()).isNotBlank());
        assertThat(ProblemRenderer.plain().render(compilation.problems())).doesNotContain("Exception", "\tat ");
        Problems syntax = new Problems();
        String once = NetFormatter.format(source, syntax);
        if (!syntax.hasErrors()) {
            assertThat(NetFormatter.format(new SourceFile("test.net", once), new Problems()))
                    .isEqualTo(once);
        }
        return compilation;
    }

    private static List<String> ids(String text) {
        return answered(text).problems().stream().map(Problem::id).distinct().toList();
    }

    @Test
    @Timeout(60)
    void tenMegabytesOfGarbageAreOneProblem() {
        byte[] garbage = new byte[10_000_000];
        new Random(7).nextBytes(garbage);
        assertThat(ids(new String(garbage, StandardCharsets.UTF_8))).containsExactly("syntax.file-too-large");
    }

    @Test
    @Timeout(60)
    void aMegabyteOfGarbageIsGivenUp() {
        Random random = new Random(8);
        StringBuilder garbage = new StringBuilder();
        String letters = "ab1 .\"/*{}()|,;=<>!&-+%#'\n\t";
        while (garbage.length() < 1_000_000) {
            garbage.append(letters.charAt(random.nextInt(letters.length())));
        }
        assertThat(answered(garbage.toString()).succeeded()).isFalse();
    }

    @Test
    @Timeout(60)
    void tenThousandBracesAreOneProblem() {
        assertThat(ids("net A { input(3) " + "repeat 2 {".repeat(10_000) + "}".repeat(10_000) + " dense(2) }"))
                .containsExactly("syntax.nesting-too-deep");
        assertThat(ids("net A { input(3) dense(" + "(".repeat(10_000) + "2" + ")".repeat(10_000) + ") }"))
                .containsExactly("syntax.nesting-too-deep");
        assertThat(ids("{".repeat(10_000))).containsExactly("syntax.nesting-too-deep");
    }

    @Test
    @Timeout(60)
    void twentyThousandLayersAreOneProblem() {
        assertThat(ids("net A { input(3) " + "relu ".repeat(20_000) + "}")).hasSize(1);
    }
}
