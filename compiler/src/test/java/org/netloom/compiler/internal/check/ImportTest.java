package org.netloom.compiler.internal.check;

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
import org.netloom.compiler.NetCompiler;
import org.netloom.compiler.options.CompilerOptions;
import org.netloom.compiler.problem.Problem;
import org.netloom.compiler.problem.ProblemRenderer;
import org.netloom.compiler.source.SourceFile;
import org.netloom.compiler.source.SourceResolver;

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

    private static Compilation compile(Path file, SourceResolver resolver) throws IOException {
        return NetCompiler.compile(
                List.of(SourceFile.read(file)), CompilerOptions.defaults().withSources(resolver));
    }

    private static Path write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private static final String STEM = "block stem() { dense(5) relu }";

    @Test
    void importsStayInTheFolderOfTheFileUnlessAnotherIsAllowed(@TempDir Path folder) throws IOException {
        write(folder.resolve("other/blocks.net"), STEM);
        for (String path : List.of("../other/blocks.net", folder + "/other/blocks.net", "x/../../other/blocks.net")) {
            Path file = write(folder.resolve("src/a.net"), "import \"%s\" net A { input(4) stem() }".formatted(path));
            assertThat(compile(file, SourceResolver.files()).problems())
                    .extracting(Problem::id)
                    .contains("import.outside");
            assertThat(compile(file, SourceResolver.files(List.of(folder.resolve("other"))))
                            .problems())
                    .isEmpty();
        }
    }

    @Test
    void theFoldersOfThePackageAreWithinTheSourceRoot(@TempDir Path folder) throws IOException {
        write(folder.resolve("src/org/blocks.net"), STEM);
        String clause = "import \"../blocks.net\" net A { input(4) stem() }";
        Path file = write(folder.resolve("src/org/nets/a.net"), "package org.nets; " + clause);
        assertThat(compile(file, SourceResolver.files()).problems()).isEmpty();
        Path other = write(folder.resolve("src/org/nets/b.net"), "package org.other; " + clause);
        assertThat(compile(other, SourceResolver.files()).problems())
                .extracting(Problem::id)
                .contains("import.outside");
    }

    /** Neither its lines nor whether it is there. */
    @Test
    void nothingIsToldOfWhatIsOutside(@TempDir Path folder) throws IOException {
        write(folder.resolve("secret.net"), "password");
        List<String> texts = new ArrayList<>();
        for (String path : List.of("../secret.net", "../nothing.net")) {
            Path file = write(folder.resolve("src/a.net"), "import \"%s\" net A { input(4) dense(2) }".formatted(path));
            texts.add(ProblemRenderer.plain()
                    .render(compile(file, SourceResolver.files()).problems())
                    .replace(path, "…"));
        }
        assertThat(texts.get(0)).doesNotContain("password").contains("import.outside");
        assertThat(texts.get(1).replaceAll("\\^+", "^")).isEqualTo(texts.get(0).replaceAll("\\^+", "^"));
    }

    @Test
    void aLinkCountsAsWhereItLeads(@TempDir Path folder) throws IOException {
        Path secret = write(folder.resolve("secret.txt"), "password");
        write(folder.resolve("src/text.txt"), "password");
        Files.createSymbolicLink(folder.resolve("src/out.net"), secret);
        Files.createSymbolicLink(folder.resolve("src/in.net"), Path.of("text.txt"));
        Files.createSymbolicLink(folder.resolve("src/folder"), folder);
        write(folder.resolve("secret.net"), "password");
        write(folder.resolve("src/lib/blocks.net"), STEM);
        Files.createSymbolicLink(folder.resolve("src/blocks.net"), Path.of("lib/blocks.net"));
        for (String path : List.of("out.net", "in.net", "folder/secret.net")) {
            Path file = write(folder.resolve("src/a.net"), "import \"%s\" net A { input(4) dense(2) }".formatted(path));
            List<Problem> problems = compile(file, SourceResolver.files()).problems();
            assertThat(problems).extracting(Problem::id).contains("import.outside");
            assertThat(ProblemRenderer.plain().render(problems)).doesNotContain("password");
        }
        Path file = write(folder.resolve("src/a.net"), "import \"blocks.net\" net A { input(4) stem() }");
        assertThat(compile(file, SourceResolver.files()).problems()).isEmpty();
        Path linked = Files.createSymbolicLink(folder.resolve("linked"), folder.resolve("src"));
        assertThat(compile(linked.resolve("a.net"), SourceResolver.files()).problems())
                .isEmpty();
    }

    @Test
    void onlyNetFilesAreImported(@TempDir Path folder) throws IOException {
        write(folder.resolve("passwords"), "password");
        Path file = write(folder.resolve("a.net"), "import \"passwords\" net A { input(4) dense(2) }");
        List<Problem> problems = compile(file, SourceResolver.files()).problems();
        assertThat(problems).extracting(Problem::id).contains("import.not-found");
        assertThat(problems.get(0).message()).contains("its name does not end with .net");
    }
}
