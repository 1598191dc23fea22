package org.netloom.compiler.internal.emit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.netloom.compiler.Compilation;
import org.netloom.compiler.NetCompiler;
import org.netloom.compiler.internal.explain.Explain;
import org.netloom.compiler.internal.ir.Network;
import org.netloom.compiler.options.CompilerOptions;
import org.netloom.compiler.source.SourceFile;

/**
 * What generated classes, the IR and the table of layers look like, as files that a person reads. {@code
 * -Dgolden.update=true} writes them anew and fails the run all the same, so that somebody looks at the difference.
 */
class GoldenJavaTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    @ParameterizedTest
    @ValueSource(strings = {"LeNetBn", "Kitchen"})
    void generatesThisJava(String name) throws IOException {
        Compilation compilation = compilation(name);
        Network network = compilation.networks().get(0);
        Map<String, String> texts = new TreeMap<>();
        texts.put(name + ".java", compilation.classes().get(0).source());
        texts.put(name + ".ir.txt", network.toString());
        texts.put(name + ".explain.txt", Explain.table(network, 256));
        if (Boolean.getBoolean("golden.update")) {
            for (Map.Entry<String, String> text : texts.entrySet()) {
                Files.writeString(GOLDEN.resolve(text.getKey()), text.getValue());
            }
            fail("wrote %s: look at the differences, then run without -Dgolden.update", texts.keySet());
        }
        for (Map.Entry<String, String> text : texts.entrySet()) {
            assertThat(text.getValue()).as(text.getKey()).isEqualTo(Files.readString(GOLDEN.resolve(text.getKey())));
        }
    }

    private static Compilation compilation(String name) throws IOException {
        String text = Files.readString(GOLDEN.resolve(name + ".net"));
        Compilation compilation =
                NetCompiler.compile(List.of(new SourceFile(name + ".net", text)), CompilerOptions.defaults());
        assertThat(compilation.succeeded()).as("%s", compilation.problems()).isTrue();
        return compilation;
    }
}
