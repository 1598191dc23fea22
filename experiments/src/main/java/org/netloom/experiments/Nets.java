package org.netloom.experiments;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.netloom.compiler.Compilation;
import org.netloom.compiler.NetCompiler;
import org.netloom.compiler.load.InMemoryJava;
import org.netloom.compiler.options.CompilerOptions;
import org.netloom.compiler.source.SourceFile;
import org.netloom.runtime.train.GeneratedNet;

/** The network of the experiments, compiled once for each choice of its parameters. */
final class Nets {
    private static final String FILE = "lenet.net";

    private final Map<Map<String, String>, GeneratedNet> compiled = new HashMap<>();

    /** The text of the file. */
    static String text() {
        try (InputStream file = Nets.class.getResourceAsStream(FILE)) {
            return new String(Objects.requireNonNull(file, FILE).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    GeneratedNet with(Map<String, String> parameters) {
        return compiled.computeIfAbsent(parameters, Nets::compile);
    }

    private static GeneratedNet compile(Map<String, String> parameters) {
        Compilation compilation = NetCompiler.compile(
                List.of(new SourceFile(FILE, text())),
                CompilerOptions.defaults().withParameters(parameters));
        if (!compilation.succeeded()) {
            throw new IllegalStateException("%s with %s: %s".formatted(FILE, parameters, compilation.problems()));
        }
        return GeneratedNet.of(InMemoryJava.load(compilation.classes(), Nets.class.getClassLoader())
                .values()
                .iterator()
                .next());
    }
}
