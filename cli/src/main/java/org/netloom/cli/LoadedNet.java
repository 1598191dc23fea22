package org.netloom.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.Compilation;
import org.netloom.compiler.Compilation.GeneratedClass;
import org.netloom.compiler.load.InMemoryJava;
import org.netloom.compiler.options.CompilerOptions;
import org.netloom.runtime.train.GeneratedNet;

/** Nets of {@code .net} files, compiled and loaded without a file in between. */
final class LoadedNet {
    private LoadedNet() {}

    /**
     * Compiles a file and loads one of its nets.
     *
     * @param name of the net; null where the file has only one
     * @throws CliException where the file has errors, which have been shown, or no such net
     */
    static GeneratedNet of(Path file, @Nullable String name, CompilerOptions options, Terminal terminal) {
        Compilation compilation = NetFiles.compile(file, options, terminal);
        String chosen = NetFiles.choose(compilation, name, file).name();
        List<GeneratedClass> classes = compilation.classes().stream()
                .filter(generated -> generated.className().equals(chosen))
                .toList();
        Map<String, Class<?>> loaded =
                InMemoryJava.load(classes, LoadedNet.class.getClassLoader(), ClassFolder.ofUser());
        return GeneratedNet.of(loaded.values().iterator().next());
    }
}
