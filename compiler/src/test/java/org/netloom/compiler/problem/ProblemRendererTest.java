package org.netloom.compiler.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.netloom.compiler.source.SourceFile;
import org.netloom.compiler.source.Span;

class ProblemRendererTest {
    private static Problem at(String text, String wrong) {
        int start = text.indexOf(wrong);
        SourceFile file = new SourceFile("nets/lenet.net", text);
        return Problem.error("shape.window-too-large", new Span(file, start, start + wrong.length()), "too large");
    }

    @Test
    void showsPlaceMessageTrailRelatedAndHelp() {
        Problem problem = at("net A {\n\n\n  conv(32,5) bn\n}\n", "32,5")
                .trail("16x4x4, after 1x28x28 -> 16x4x4")
                .help("pad=2 keeps 4x4");
        Problem whole = problem.related(new Span(problem.span().file(), 4, 5), "in this net");
        assertThat(ProblemRenderer.plain().render(whole)).isEqualTo("""
            nets/lenet.net:4:8: error[shape.window-too-large]: too large
              4 |   conv(32,5) bn
                |        ^^^^
              input: 16x4x4, after 1x28x28 -> 16x4x4
              see nets/lenet.net:1:5: in this net
              1 | net A {
                |     -
              help: pad=2 keeps 4x4
            """);
        assertThat(ProblemRenderer.line(whole))
                .isEqualTo("nets/lenet.net:4:8: error: too large (help: pad=2 keeps 4x4) [shape.window-too-large]");
    }

    @Test
    void keepsTheCaretRightBehindTabsAndWideCharacters() {
        // A tab is shown as four columns, each of the two characters takes two, the accent none.
        assertThat(ProblemRenderer.plain().render(at("\t层归(e\u0301) wrong", "wrong")))
                .endsWith("  1 |     层归(e\u0301) wrong\n    |             ^^^^^\n");
        assertThat(ProblemRenderer.plain().render(at("\uD83D\uDE00 \uD83D\uDE00", " ")))
                .contains(":1:2:")
                .endsWith("    |   ^\n");
    }

    @Test
    void cutsLinesThatNoTerminalShows() {
        String text = "a ".repeat(2_000) + "wrong" + " b".repeat(2_000);
        List<String> lines =
                ProblemRenderer.plain().render(at(text, "wrong")).lines().toList();
        assertThat(lines.get(0)).startsWith("nets/lenet.net:1:4001:");
        assertThat(lines.get(1))
                .hasSizeLessThan(140)
                .contains("…a a ")
                .contains(" wrong b b ")
                .endsWith("…");
        assertThat(lines.get(1)
                        .substring(lines.get(2).indexOf('^'), lines.get(2).length()))
                .isEqualTo("wrong");
    }

    @Test
    void marksOnlyTheFirstLineOfASpan() {
        assertThat(ProblemRenderer.plain().render(at("conv(6,\n  5) bn", "conv(6,\n  5)")))
                .endsWith("  1 | conv(6,\n    | ^^^^^^^\n");
    }

    @Test
    void showsTheEndOfAFileAndAnEmptyOne() {
        SourceFile file = new SourceFile("a.net", "net A {\n");
        assertThat(ProblemRenderer.plain().render(Problem.error("syntax.expected", new Span(file, 7, 7), "no end")))
                .endsWith("  1 | net A {\n    |        ^\n");
        SourceFile empty = new SourceFile("empty.net", "");
        assertThat(ProblemRenderer.plain().render(Problem.warning("net.none", new Span(empty, 0, 0), "no net")))
                .isEqualTo("empty.net:1:1: warning[net.none]: no net\n");
    }

    @Test
    void lettersThatTurnTextAroundCannotHideCode() {
        assertThat(ProblemRenderer.plain().render(at("a \u202E\u0007 wrong", "wrong")))
                .contains("a \\u202e\\u0007 wrong")
                .contains("| " + " ".repeat("a \\u202e\\u0007 ".length()) + "^^^^^");
    }

    /** Wherever a name from a file gets to: the place, the message, the way out, the places that matter. */
    @Test
    void whatATerminalObeysIsShown() {
        String evil = "a\u001B]0;x\u0007\u009B31m\u202Eb\r\nc\u2028d\uD800e\uDB40\uDC41";
        SourceFile file = new SourceFile(evil + ".net", "net " + evil);
        Span span = new Span(file, 4, 5);
        Problem problem = Problem.error("net.none", span, "there is no " + evil)
                .trail(evil)
                .help("not " + evil)
                .related(span, evil + " is here");
        for (String text : List.of(
                ProblemRenderer.plain().render(problem),
                ProblemRenderer.line(problem),
                ProblemRenderer.sentence(problem))) {
            assertThat(text.replace("\n", ""))
                    .doesNotContainPattern("[\\p{Cntrl}\\p{Cf}\\p{Cs}\\p{Zl}\\u0080-\\u009f]")
                    .contains("\\u001b]0;x\\u0007\\u009b31m\\u202eb");
        }
        assertThat(ProblemRenderer.line(problem)).contains("\\u000d\\u000ac\\u2028d\\ud800e\\u{e0041}");
    }

    @Test
    void whatNobodyReadsToItsEndIsCut() {
        String name = "a".repeat(70_000);
        SourceFile file = new SourceFile(name + ".net", "net " + name);
        Problem problem = Problem.error("net.none", new Span(file, 4, 70_004), "there is no '%s' here".formatted(name))
                .help("there are " + (name + ", ").repeat(10));
        for (int i = 0; i < 100; i++) {
            problem = problem.related(new Span(file, 4, 70_004), "and " + name);
        }
        assertThat(ProblemRenderer.line(problem))
                .hasSizeLessThan(4_000)
                .contains("there is no 'aaaa")
                .contains("aa' here");
        assertThat(ProblemRenderer.plain().render(problem))
                .hasSizeLessThan(10_000)
                .contains("see: 92 more places");
    }

    @Test
    void colorsWhereAskedTo() {
        assertThat(ProblemRenderer.colored().render(at("conv", "conv"))).contains("\u001B[1;31m^^^^\u001B[0m");
        assertThat(ProblemRenderer.plain().render(at("conv", "conv"))).doesNotContain("\u001B");
    }

    @Test
    void separatesProblemsByAnEmptyLine() {
        Problem problem = at("conv", "conv");
        String one = ProblemRenderer.plain().render(problem);
        assertThat(ProblemRenderer.plain().render(List.of(problem, problem))).isEqualTo(one + "\n" + one);
        assertThat(ProblemRenderer.plain().render(List.of())).isEmpty();
    }
}
