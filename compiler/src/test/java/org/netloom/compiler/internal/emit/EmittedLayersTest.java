package org.netloom.compiler.internal.emit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.netloom.compiler.Compilation;
import org.netloom.compiler.NetCompiler;
import org.netloom.compiler.internal.builtin.BuiltInLayers;
import org.netloom.compiler.layer.Layer;
import org.netloom.compiler.options.CompilerOptions;
import org.netloom.compiler.registry.Layers;
import org.netloom.compiler.source.SourceFile;

/**
 * What the example of each layer becomes: the operations, and the lines that a person reads in the generated class. {@code
 * -Dgolden.update=true} writes the files anew and fails the run all the same, so that somebody looks at the difference.
 */
class EmittedLayersTest {
    /** {@code bn1Affine = new BatchNorm.Affine(net.bn1.gamma(), net.bn1.beta());}, on a line or on several. */
    private static final Pattern RECORD = Pattern.compile("(\\w+ =\\s+new \\w+\\.\\w+\\([^;]*;)");

    private static final Path GOLDEN = Path.of("src/test/resources/golden/layers");

    static Stream<String> layers() {
        return new BuiltInLayers().layers().stream().map(Layer::name);
    }

    @ParameterizedTest
    @MethodSource("layers")
    void becomesTheseLines(String name) throws IOException {
        Path golden = GOLDEN.resolve(name + ".txt");
        String lines = lines(name);
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(golden, lines);
            fail("wrote %s: look at the differences, then run without -Dgolden.update", golden);
        }
        assertThat(golden).as("write it with -Dgolden.update=true").exists();
        assertThat(lines).isEqualTo(Files.readString(golden));
    }

    @Test
    void noFileIsLeftOfALayerThatIsGone() throws IOException {
        try (Stream<Path> files = Files.list(GOLDEN)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(
                            layers().map(name -> name + ".txt").toList());
        }
    }

    private static String lines(String name) {
        String example = Layers.onClassPath()
                .findInLanguage(name)
                .orElseThrow()
                .signature()
                .example();
        Compilation compilation = NetCompiler.compile(
                List.of(new SourceFile("example.net", "net Example {\n  " + example + "\n}\n")),
                CompilerOptions.defaults());
        assertThat(compilation.succeeded()).as("%s", compilation.problems()).isTrue();
        String source = compilation.classes().get(0).source();
        return Stream.of(
                        example,
                        operations(source),
                        records(source),
                        method(source, "Training", "runForward"),
                        method(source, "Training", "runBackward"),
                        method(source, "Inference", "runForward"))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("\n\n", "", "\n"));
    }

    /** What training hands to kernels as one. */
    private static String records(String source) {
        String training = source.substring(source.indexOf("class Training "), source.indexOf(" runForward("));
        return RECORD.matcher(training)
                .results()
                .map(made -> made.group(1).replaceAll("\\s+", " ").replace("( ", "("))
                .collect(Collectors.joining("\n"));
    }

    /** The constants of the class, each with all of its lines. */
    private static String operations(String source) {
        int from = source.indexOf("    private static final ", source.indexOf(" FORMAT = "));
        return source.substring(from, source.indexOf("\n\n", from)).stripIndent();
    }

    /** A method of a class inside. */
    private static String method(String source, String inner, String method) {
        int at = source.indexOf(" " + method + "(", source.indexOf("class " + inner + " "));
        int from = source.lastIndexOf('\n', at) + 1;
        int end = source.indexOf("\n        }\n", at) + "\n        }\n".length();
        return inner + "\n" + source.substring(from, end).stripTrailing().stripIndent();
    }
}
