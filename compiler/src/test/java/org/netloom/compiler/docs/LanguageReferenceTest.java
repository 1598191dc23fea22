package org.netloom.compiler.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.netloom.compiler.Compilation;
import org.netloom.compiler.NetCompiler;
import org.netloom.compiler.docs.Page.Fenced;
import org.netloom.compiler.format.NetFormatter;
import org.netloom.compiler.options.CompilerOptions;
import org.netloom.compiler.problem.ProblemRenderer;
import org.netloom.compiler.problem.Problems;
import org.netloom.compiler.problem.Severity;
import org.netloom.compiler.source.SourceFile;
import org.netloom.compiler.source.SourceResolver;

/**
 * The examples of some documents. A piece {@code net} compiles without errors and warnings, {@code net file=x.net} is
 * a file that others import, and what the compiler says about {@code net error} is the piece of text behind it.
 */
class LanguageReferenceTest {
    private static final List<String> PAGES = List.of("language.md", "batchnorm.md", "results.md");
    private static final String FILE = "net file=";

    @TestFactory
    List<DynamicTest> examples() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (String page : PAGES) {
            tests.addAll(examples(page));
        }
        assertThat(tests).hasSizeGreaterThan(15);
        return tests;
    }

    private static List<DynamicTest> examples(String page) throws IOException {
        List<Fenced> pieces = Page.fenced(page);
        List<SourceFile> others = pieces.stream()
                .filter(piece -> piece.info().startsWith(FILE))
                .map(piece -> new SourceFile(piece.info().substring(FILE.length()), piece.text()))
                .toList();
        List<DynamicTest> tests = new ArrayList<>();
        for (int i = 0; i < pieces.size(); i++) {
            Fenced piece = pieces.get(i);
            String name = page + ":" + piece.line();
            if (piece.info().equals("net")) {
                tests.add(DynamicTest.dynamicTest(name, () -> compiles(piece, others)));
            } else if (piece.info().equals("net error")) {
                String said = pieces.get(i + 1).text();
                tests.add(DynamicTest.dynamicTest(
                        name, () -> assertThat(said(compile(piece, others))).isEqualTo(said)));
            }
        }
        return tests;
    }

    private static void compiles(Fenced piece, List<SourceFile> others) {
        Compilation compilation = compile(piece, others);
        assertThat(compilation.problems().stream().filter(problem -> problem.severity() != Severity.NOTE))
                .as("%s", said(compilation))
                .isEmpty();
        assertThat(compilation.classes()).isNotEmpty();
        assertThat(NetFormatter.format(new SourceFile("test.net", piece.text()), new Problems()))
                .isEqualTo(piece.text());
    }

    private static Compilation compile(Fenced piece, List<SourceFile> others) {
        return NetCompiler.compile(
                List.of(new SourceFile("test.net", piece.text())),
                CompilerOptions.defaults().withSources(SourceResolver.among(others)));
    }

    private static String said(Compilation compilation) {
        return ProblemRenderer.plain().render(compilation.problems());
    }

    /** Each form of a statement is shown. */
    @Test
    void showsEachForm() throws IOException {
        String all = Page.fenced(PAGES.get(0)).stream()
                .filter(piece -> piece.info().startsWith("net"))
                .map(Fenced::text)
                .reduce("", String::concat);
        assertThat(all)
                .contains("package ", "import ", "net ", "block ", "train ", "repeat ", "if (", "else if (", "else {")
                .contains("add {", "concat {", " id ", " as ", "from ", "share ", "in.c", "in.features");
    }
}
