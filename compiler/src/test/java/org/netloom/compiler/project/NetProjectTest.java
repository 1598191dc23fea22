package org.netloom.compiler.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netloom.compiler.problem.Problem;
import org.netloom.compiler.project.NetProject.Outcome;

class NetProjectTest {
    private static final FileTime LONG_AGO = FileTime.fromMillis(1_000_000_000_000L);

    @TempDir
    Path folder;

    private Path root;
    private Path output;

    @BeforeEach
    void folders() throws IOException {
        root = Files.createDirectories(folder.resolve("src/main/net"));
        output = folder.resolve("target/generated-sources/net");
    }

    private Path net(String path, String name, int outputs) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, String.format(Locale.ROOT, "net %s { input(4) dense(%d) }%n", name, outputs));
    }

    private Outcome build() throws IOException {
        return NetProject.ofDirectory(root, output).build();
    }

    /** The Java files in the output folder, oldest time set, so that a later write shows. */
    private List<String> generated() throws IOException {
        if (!Files.exists(output)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(output)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(file -> output.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        }
    }

    private List<String> relative(List<Path> paths) {
        return paths.stream()
                .map(path -> output.relativize(path).toString().replace('\\', '/'))
                .toList();
    }

    @Test
    void takesThePackageFromTheFileOrFromItsFolder() throws IOException {
        net("top.net", "Top", 3);
        net("org/example/inner.net", "Inner", 3);
        Files.writeString(root.resolve("org/named.net"), "package a.b; net Named { input(4) dense(3) }");
        Files.writeString(root.resolve("org/readme.txt"), "not a net");
        Outcome outcome = build();
        assertThat(outcome.succeeded()).isTrue();
        assertThat(outcome.sources()).hasSize(3);
        assertThat(generated()).containsExactly("a/b/Named.java", "nets/Top.java", "org/example/Inner.java");
        assertThat(Files.readString(output.resolve("org/example/Inner.java"))).contains("package org.example;");

        assertThat(NetProject.ofDirectory(root, output)
                        .withDefaultPackage("com.acme")
                        .build()
                        .deleted())
                .containsExactly(output.resolve("nets/Top.java"));
        assertThat(generated()).containsExactly("a/b/Named.java", "com/acme/Top.java", "org/example/Inner.java");
    }

    @Test
    void aFolderThatIsNoPackageIsAProblemOfTheFile() throws IOException {
        net("my-nets/a.net", "A", 3);
        Outcome outcome = build();
        assertThat(outcome.problems()).extracting(Problem::id).containsExactly("net.package-not-java");
        assertThat(outcome.errors()).isEqualTo(1);
        assertThat(generated()).isEmpty();
    }

    @Test
    void doesNothingWhenNothingChanged() throws IOException {
        net("a.net", "A", 3);
        assertThat(build().upToDate()).isFalse();
        Path java = output.resolve("nets/A.java");
        Files.setLastModifiedTime(java, LONG_AGO);
        Outcome again = build();
        assertThat(again.upToDate()).isTrue();
        assertThat(again.unchanged()).isEqualTo(1);
        assertThat(Files.getLastModifiedTime(java)).isEqualTo(LONG_AGO);
    }

    @Test
    void writesOnlyWhatChanges() throws IOException {
        net("a.net", "A", 3);
        net("b.net", "B", 3);
        build();
        Files.setLastModifiedTime(output.resolve("nets/A.java"), LONG_AGO);
        net("b.net", "B", 5);
        Outcome outcome = build();
        assertThat(relative(outcome.written())).containsExactly("nets/B.java");
        assertThat(outcome.unchanged()).isEqualTo(1);
        assertThat(Files.getLastModifiedTime(output.resolve("nets/A.java"))).isEqualTo(LONG_AGO);
        assertThat(Files.readString(output.resolve("nets/B.java"))).contains("dense(5)");
    }

    @Test
    void makesAgainWhatSomebodyDeletedOrChanged() throws IOException {
        net("a.net", "A", 3);
        net("b.net", "B", 3);
        build();
        String right = Files.readString(output.resolve("nets/A.java"));
        Files.delete(output.resolve("nets/B.java"));
        Files.writeString(output.resolve("nets/A.java"), right + "// mine");
        assertThat(relative(build().written())).containsExactly("nets/A.java", "nets/B.java");
        assertThat(Files.readString(output.resolve("nets/A.java"))).isEqualTo(right);
    }

    @Test
    void deletesWhatNoSourceMakesAnyMore() throws IOException {
        Path a = net("org/a.net", "A", 3);
        net("b.net", "B", 3);
        build();
        Path hand = Files.writeString(output.resolve("nets/Hand.java"), "package nets; class Hand {}");
        Files.delete(a);
        net("b.net", "Renamed", 3);
        Outcome outcome = build();
        assertThat(relative(outcome.deleted())).containsExactly("nets/B.java", "org/A.java");
        assertThat(generated()).containsExactly("nets/Hand.java", "nets/Renamed.java");
        assertThat(output.resolve("org")).doesNotExist();
        assertThat(hand).hasContent("package nets; class Hand {}");

        Files.delete(root.resolve("b.net"));
        build();
        assertThat(generated()).containsExactly("nets/Hand.java");
    }

    @Test
    void neverDeletesAFileThatSomebodyChanged() throws IOException {
        Path a = net("a.net", "A", 3);
        build();
        Files.writeString(output.resolve("nets/A.java"), "class A {} // mine now");
        Files.delete(a);
        assertThat(build().deleted()).isEmpty();
        assertThat(output.resolve("nets/A.java")).exists();
    }

    @Test
    void aDamagedManifestDeletesNothing() throws IOException {
        net("a.net", "A", 3);
        build();
        Path outside = Files.writeString(folder.resolve("target/Precious.java"), "precious");
        String digest = Digests.sha256("precious");
        Files.writeString(
                output.resolve(Manifest.FILE_NAME), "netloom 1\nstamp\n" + digest + "\t../../Precious.java\ta.net\n");
        assertThat(build().deleted()).isEmpty();
        assertThat(outside).exists();
        Files.writeString(output.resolve(Manifest.FILE_NAME), "\u0000garbage");
        assertThat(build().unchanged()).isEqualTo(1);
        assertThat(build().upToDate()).isTrue();
    }

    @Test
    void neverWritesOverAFileOfSomebodyElse() throws IOException {
        net("a.net", "A", 3);
        Path hand = output.resolve("nets/A.java");
        Files.createDirectories(hand.getParent());
        Files.writeString(hand, "package nets; class A {}");
        assertThatThrownBy(this::build)
                .isInstanceOf(IOException.class)
                .hasMessage(hand + " exists and was not made by netloom; move it, or choose another folder or package");
        assertThat(hand).hasContent("package nets; class A {}");
    }

    @Test
    void generatedFilesAreKnownWithoutTheManifest() throws IOException {
        net("a.net", "A", 3);
        build();
        Files.delete(output.resolve(Manifest.FILE_NAME));
        net("a.net", "A", 5);
        assertThat(relative(build().written())).containsExactly("nets/A.java");
    }

    @Test
    void anErrorAnywhereLeavesEverythingAsItIs() throws IOException {
        net("a.net", "A", 3);
        net("b.net", "B", 3);
        build();
        String before = Files.readString(output.resolve("nets/A.java"));
        net("a.net", "A", 7);
        Files.writeString(root.resolve("b.net"), "net B { input(4) dens(3) }");
        Outcome outcome = build();
        assertThat(outcome.succeeded()).isFalse();
        assertThat(outcome.problems()).extracting(Problem::id).containsExactly("layer.unknown");
        assertThat(Files.readString(output.resolve("nets/A.java"))).isEqualTo(before);
        assertThat(build().succeeded()).isFalse();
        net("b.net", "B", 3);
        assertThat(relative(build().written())).containsExactly("nets/A.java");
    }

    @Test
    void filesOneByOneShareAFolder() throws IOException {
        Path a = net("a.net", "A", 3);
        Path b = net("b.net", "B", 3);
        NetProject.ofFiles(List.of(a), output).build();
        NetProject.ofFiles(List.of(b, b), output).withDefaultPackage("p").build();
        assertThat(generated()).containsExactly("nets/A.java", "p/B.java");
        net("b.net", "Renamed", 3);
        NetProject.ofFiles(List.of(b), output).withDefaultPackage("").build();
        assertThat(generated()).containsExactly("Renamed.java", "nets/A.java");
    }

    @Test
    void foldersOfSourcesShareAnOutputFolder() throws IOException {
        net("a.net", "A", 3);
        Path more = Files.createDirectories(folder.resolve("src/main/more"));
        Path b = Files.writeString(more.resolve("b.net"), "net B { input(4) dense(3) }");
        build();
        Outcome second = NetProject.ofDirectory(more, output).build();
        assertThat(second.deleted()).isEmpty();
        assertThat(generated()).containsExactly("nets/A.java", "nets/B.java");
        assertThat(build().upToDate()).isTrue();
        assertThat(NetProject.ofDirectory(more, output).build().upToDate()).isTrue();

        Files.delete(b);
        assertThat(build().upToDate()).isTrue();
        assertThat(relative(NetProject.ofDirectory(more, output).build().deleted()))
                .containsExactly("nets/B.java");
        assertThat(generated()).containsExactly("nets/A.java");
    }

    @Test
    void whatAFolderOfSourcesLeftBehindGoesWithIt() throws IOException {
        net("a.net", "A", 3);
        Path more = Files.createDirectories(folder.resolve("src/main/more"));
        Path b = Files.writeString(more.resolve("b.net"), "net B { input(4) dense(3) }");
        NetProject.ofDirectory(more, output).build();
        Files.delete(b);
        Files.delete(more);
        assertThat(relative(build().deleted())).containsExactly("nets/B.java");
        assertThat(generated()).containsExactly("nets/A.java");
    }

    @Test
    void oneClassOfTwoSourcesIsRefused() throws IOException {
        net("a.net", "A", 3);
        Path more = Files.createDirectories(folder.resolve("src/main/more"));
        Path other = Files.writeString(more.resolve("other.net"), "net A { input(4) dense(2) }");
        build();
        String before = Files.readString(output.resolve("nets/A.java"));
        NetProject second = NetProject.ofDirectory(more, output);
        assertThatThrownBy(second::build)
                .isInstanceOf(IOException.class)
                .hasMessage(output.resolve("nets/A.java") + " is made of " + root.resolve("a.net")
                        + " as well; give one of the two nets another name or package");
        assertThat(output.resolve("nets/A.java")).hasContent(before);
        // The net has moved.
        Files.delete(root.resolve("a.net"));
        assertThat(second.build().succeeded()).isTrue();
        assertThat(Files.exists(other)).isTrue();
        assertThat(build().deleted()).isEmpty();
        assertThat(generated()).containsExactly("nets/A.java");
    }

    @Test
    void anEmptyOrMissingFolderIsNoProblem() throws IOException {
        assertThat(build().sources()).isEmpty();
        assertThat(output).doesNotExist();
        Files.delete(root);
        assertThat(build().succeeded()).isTrue();
        assertThat(output).doesNotExist();
    }

    @Test
    void saysInOneSentenceWhatItCannotReadOrWrite() throws IOException {
        Path missing = root.resolve("missing.net");
        assertThatThrownBy(() -> NetProject.ofFiles(List.of(missing), output).build())
                .isInstanceOf(IOException.class)
                .hasMessage("there is no file " + missing);
        assertThatThrownBy(() -> NetProject.ofFiles(List.of(root), output).build())
                .isInstanceOf(IOException.class)
                .hasMessage(root + " is a folder, not a .net file");
        Path a = net("a.net", "A", 3);
        Files.createDirectories(output.getParent());
        Files.writeString(output, "a file where a folder must be");
        assertThatThrownBy(() -> NetProject.ofFiles(List.of(a), output).build())
                .isInstanceOf(IOException.class)
                .hasMessage("cannot write to %s: %s is a file".formatted(output, output));
    }

    @Test
    void importsStayInTheDirectoryUnlessAnotherFolderIsAllowed() throws IOException {
        Path other = Files.createDirectories(folder.resolve("other"));
        Files.writeString(other.resolve("blocks.net"), "block stem() { dense(5) relu }");
        Path root = Files.createDirectories(folder.resolve("root/org/nets"));
        Files.writeString(root.resolve("a.net"), "import \"../../../other/blocks.net\" net A { input(4) stem() }");
        Files.writeString(root.resolve("../c.net"), "block head() { dense(2) }");
        Files.writeString(root.resolve("b.net"), "import \"../c.net\" net B { input(4) head() }");
        NetProject project = NetProject.ofDirectory(folder.resolve("root"), folder.resolve("java"));
        assertThat(project.build().problems())
                .extracting(Problem::id)
                .containsExactly("import.outside", "layer.unknown");
        assertThat(project.withImportFolders(List.of(other)).build().problems()).isEmpty();
    }

    @Test
    void whatIsNoFileIsNeitherReadNorReplaced() throws Exception {
        net("a.net", "A", 3);
        Path java = output.resolve("nets/A.java");
        Files.createDirectories(java);
        assertThatThrownBy(this::build)
                .isInstanceOf(IOException.class)
                .hasMessage(java + " is no file but a folder; delete it, or choose another folder");
        Files.delete(java);
        Files.createSymbolicLink(java, Path.of("/dev/null"));
        assertThatThrownBy(this::build)
                .isInstanceOf(IOException.class)
                .hasMessage(java + " is no file but a pipe or a device; delete it, or choose another folder");
        assertThat(java).isSymbolicLink();
        Files.delete(java);
        Files.createSymbolicLink(java, Path.of("nowhere.java"));
        assertThatThrownBy(this::build)
                .isInstanceOf(IOException.class)
                .hasMessage(java + " is a link to nowhere.java, which does not exist; delete one or make the other");
        assertThat(java).isSymbolicLink();
    }

    @Test
    void aLinkStaysALink() throws IOException {
        net("a.net", "A", 3);
        build();
        Path java = output.resolve("nets/A.java");
        Path elsewhere = folder.resolve("elsewhere.java");
        Files.move(java, elsewhere);
        Files.createSymbolicLink(java, elsewhere);
        net("a.net", "A", 4);
        build();
        assertThat(java).isSymbolicLink();
        assertThat(elsewhere).content().contains("[N,4]");
    }
}
