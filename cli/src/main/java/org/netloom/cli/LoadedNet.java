package org.netloom.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.Compilation;
import org.netloom.compiler.Compilation.GeneratedClass;
import org.netloom.compiler.internal.ir.Network;
import org.netloom.compiler.load.InMemoryJava;
import org.netloom.compiler.options.CompilerOptions;
import org.netloom.runtime.train.GeneratedNet;

/**
 * A net of a {@code .net} file, compiled and loaded without a file in between.
 *
 * @param structure its layers, by which it is known again
 */
record LoadedNet(GeneratedNet net, String structure) {

    /**
     * Compiles a file and loads one of its nets.
     *
     * @param name of the net; null where the file has only one
     * @throws CliException where the file has errors, which have been shown, or no such net
     */
    static LoadedNet of(Path file, @Nullable String name, CompilerOptions options, Terminal terminal) {
        Compilation compilation = NetFiles.compile(file, options, terminal);
        return of(compilation, NetFiles.choose(compilation, name, file));
    }

    /** Loads one of the nets that were compiled. */
    static LoadedNet of(Compilation compilation, Network network) {
        List<GeneratedClass> classes = compilation.classes().stream()
                .filter(generated -> generated.className().equals(network.name()))
                .toList();
        Map<String, Class<?>> loaded =
                InMemoryJava.load(classes, LoadedNet.class.getClassLoader(), ClassFolder.ofUser());
        return new LoadedNet(GeneratedNet.of(loaded.values().iterator().next()), network.structure());
    }
}
