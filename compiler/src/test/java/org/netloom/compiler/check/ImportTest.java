package org.netloom.compiler.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.netloom.compiler.Compilation;
import org.netloom.compiler.CompilerOptions;
import org.netloom.compiler.NetCompiler;
import org.netloom.compiler.SourceResolver;
import org.netloom.compiler.problem.Problem;
import org.netloom.compiler.source.SourceFile;

/** Imports between files in memory and on disk. */
class ImportTest {
    private static Compilation compile(SourceFile root, SourceFile... others) {
        return NetCompiler.compile(
                List.of(root), CompilerOptions.defaults().withSources(SourceResolver.among(List.of(others))));
    }

    private static final SourceFile BLOCKS =
            new SourceFile("lib/blocks.net", "import \"more/heads.net\" block mlp(n) { dense(n) relu head(n) }");
    private static final SourceFile HEADS =
            new SourceFile("lib/more/heads.net", "block head(n) { dense(n / 2) } net Unrelated { input(3) dense(2) }");

    @Test
    void blocksOfOtherFilesAreUsedThereAndTheirOwnImportsStayTheirs() {
        SourceFile root = new SourceFile("a.net", "import \"lib/blocks.net\"; net A { input(4) mlp(8) }");
        Compilation compilation = compile(root, BLOCKS, HEADS);
        assertThat(compilation.problems()).isEmpty();
        assertThat(compilation.networks()).hasSize(1);
        assertThat(compilation.networks().get(0).parameters()).isEqualTo(5 * 8 + 9 * 4);

        SourceFile indirect = new SourceFile("a.net", "import \"lib/blocks.net\" net A { input(4) mlp(8) head(2) }");
        assertThat(compile(indirect, BLOCKS, HEADS).problems())
                .extracting(Problem::id)
                .containsExactly("layer.unknown");
    }

    @Test
    void aFileThatTwoOthersImportIsReadOnce() {
        SourceFile second =
                new SourceFile("lib/second.net", "import \"more/heads.net\" block other() { relu head(6) }");
        SourceFile root = new SourceFile(
                "a.net", "import \"lib/blocks.net\" import \"lib/second.net\" net A { input(4) mlp(8) other() }");
        assertThat(compile(root, BLOCKS, HEADS, second).problems()).isEmpty();
    }

    @Test
    void aProblemInAnImportedBlockStandsInItsFileAndNamesTheCall() {
        SourceFile root = new SourceFile("a.net", "import \"lib/blocks.net\"\nnet A { input(1,2,3) mlp(8) }");
        List<Problem> problems = compile(root, BLOCKS, HEADS).problems();
        assertThat(problems).extracting(Problem::id).containsExactly("shape.vector-needed");
        Problem problem = problems.get(0);
        assertThat(problem.span().file().name()).isEqualTo("lib/blocks.net");
        assertThat(problem.related()).hasSize(1);
        assertThat(problem.related().get(0).message()).contains("mlp(8)");
        assertThat(problem.related().get(0).span().position()).isEqualTo("a.net:2:22");
    }

    @ParameterizedTest
    @MethodSource("resolvers")
    void aPathThatNoFileCanHaveIsAProblem(SourceResolver resolver) {
        SourceFile root = new SourceFile("a.net", "import \"\0\" net A { input(4) dense(3) }");
        Compilation compilation =
                NetCompiler.compile(List.of(root), CompilerOptions.defaults().withSources(resolver));
        assertThat(compilation.problems()).extracting(Problem::id).containsExactly("import.not-found");
        assertThat(compilation.problems().get(0).message()).endsWith("that is no path on this system");
    }

    static List<SourceResolver> resolvers() {
        return List.of(SourceResolver.files(), SourceResolver.among(List.of()));
    }

    @Test
    void importsOfImportsEndSomewhere() {
        List<SourceFile> chain = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            chain.add(new SourceFile("f" + i + ".net", "import \"f" + (i + 1) + ".net\""));
        }
        SourceFile root = new SourceFile("a.net", "import \"f0.net\" net A { input(4) dense(3) }");
        assertThat(compile(root, chain.toArray(SourceFile[]::new)).problems())
                .extracting(Problem::id)
                .containsExactlyInAnyOrder("import.too-deep", "import.unused");
    }

    @Test
    void filesAreFoundBesideTheFileThatImportsThem(@TempDir Path folder) throws IOException {
        Files.createDirectories(folder.resolve("lib"));
        Files.writeString(folder.resolve("lib/blocks.net"), "block stem() { dense(5) relu }");
        Path file = folder.resolve("a.net");
        Files.writeString(file, "import \"lib/../lib/blocks.net\" net A { input(4) stem() }");
        assertThat(NetCompiler.compile(List.of(SourceFile.read(file)), CompilerOptions.defaults())
                        .problems())
                .isEmpty();
    }
}
