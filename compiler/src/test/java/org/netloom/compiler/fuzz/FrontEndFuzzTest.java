package org.netloom.compiler.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.netloom.compiler.Compilation;
import org.netloom.compiler.NetCompiler;
import org.netloom.compiler.format.NetFormatter;
import org.netloom.compiler.internal.syntax.NetFile;
import org.netloom.compiler.internal.syntax.NetParser;
import org.netloom.compiler.options.CompilerOptions;
import org.netloom.compiler.problem.Problem;
import org.netloom.compiler.problem.ProblemRenderer;
import org.netloom.compiler.problem.Problems;
import org.netloom.compiler.source.SourceFile;
import org.netloom.compiler.source.SourceResolver;

/**
 * Whatever a file has in it, the compiler answers with classes or with problems, and the formatter with a text.
 *
 * <p>In a build it runs over the kept files of {@code FrontEndFuzzTestInputs}. To look for new ones, which land there,
 * set {@code JAZZER_FUZZ=1}: {@code JAZZER_FUZZ=1 mvn test -pl compiler -am -Dtest=FrontEndFuzzTest
 * -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class FrontEndFuzzTest {
    private static final int MOST_PROBLEMS = 10_000;
    /** A tree prints its places, and each is counted from the beginning of its file. */
    private static final int MOST_COMPARED = 10_000;

    @DictionaryEntries({
        "net A {",
        "block b(n = 1) {",
        "train A {",
        "input(1, 28, 28) ",
        "package a.b;",
        "import ",
        "repeat 2 {",
        "if (in.c == 1) {",
        "} else {",
        "add { id | ",
        "concat {",
        " as x ",
        " from x ",
        "share s {",
        "conv(6, 5) ",
        "bn ",
        "relu ",
        "maxpool(2) ",
        "flatten ",
        "dense(10) ",
        "dropout(0.5) ",
        "embed(9, 4) ",
        "lstm(3) ",
        "pad=1",
        "batch 8",
        "optimizer sgd(lr=0.1)",
        "/** a */",
        "// c",
        "// netloom: allow "
    })
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
            if (text.length() < MOST_COMPARED) {
                assertThat(tree(once)).isEqualTo(tree(text));
            }
        }
        return compilation;
    }

    /** What the file means: its tree without places. */
    private static String tree(String text) {
        NetFile file = NetParser.parse(new SourceFile("test.net", text), new Problems());
        return file.toString().replaceAll("test\\.net:\\d+:\\d+", "here");
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

    @ParameterizedTest
    @Timeout(60)
    @CsvSource({
        // 100,000 layers: 500,000 characters, which a file can have, and more than a class can hold
        "relu, 100000, net.too-deep",
        "' repeat 1000000000 { relu }', 1, net.too-deep",
        "' repeat 9223372036854775807 { id }', 1, net.too-long",
        "' repeat 99999999999999999999 { relu }', 1, syntax.number-too-large",
        "' dense(99999999999999999999)', 1, syntax.number-too-large",
        "' dense(9223372036854775807)', 1, argument.range",
        "' dense(1e999)', 1, syntax.number-too-large",
        "' repeat 60000 { repeat 60000 { repeat 60000 { tanh } } }', 1, net.too-deep",
    })
    void whatGrowsBeyondBoundsIsOneProblem(String part, int times, String id) {
        assertThat(ids("net A { input(3) " + (part + " ").repeat(times) + "}")).containsExactly(id);
    }

    @Test
    @Timeout(60)
    void blocksThatUseOneAnotherDeeplyAreOneProblem() {
        StringBuilder text = new StringBuilder("net A { input(3) b0 }\n");
        for (int i = 0; i < 5_000; i++) {
            text.append(String.format(Locale.ROOT, "block b%d { b%d }\n", i, i + 1));
        }
        text.append("block b5000 { dense(2) }\n");
        assertThat(ids(text.toString())).containsExactly("block.too-deep");
    }

    /** Line ends and a byte order mark change no class, and names are what Java allows. */
    @Test
    void otherLineEndsAByteOrderMarkAndOtherAlphabetsAreFine() {
        String text = "net Größe {\n  input(3) dense(4) as größe_名前 relu\n  add { id | from größe_名前 } dense(2)\n}\n";
        Compilation plain = answered(text);
        assertThat(plain.problems()).isEmpty();
        assertThat(answered("\uFEFF" + text.replace("\n", "\r\n")).classes()).isEqualTo(plain.classes());
    }
}
