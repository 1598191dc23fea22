package org.netloom.experiments;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.netloom.compiler.Compilation;
import org.netloom.compiler.NetCompiler;
import org.netloom.compiler.load.InMemoryJava;
import org.netloom.compiler.options.CompilerOptions;
import org.netloom.compiler.source.SourceFile;
import org.netloom.runtime.train.GeneratedNet;

/** The networks of the experiments, each compiled once. */
final class Nets {
    private final Map<Variant, GeneratedNet> compiled = new HashMap<>();

    GeneratedNet of(Variant variant) {
        return compiled.computeIfAbsent(variant, Nets::compile);
    }

    private static GeneratedNet compile(Variant variant) {
        Compilation compilation = NetCompiler.compile(
                List.of(new SourceFile(variant.file(), variant.text())),
                CompilerOptions.defaults().withParameters(variant.parameters()));
        if (!compilation.succeeded()) {
            throw new IllegalStateException(
                    "%s with %s: %s".formatted(variant.file(), variant.parameters(), compilation.problems()));
        }
        return GeneratedNet.of(InMemoryJava.load(compilation.classes(), Nets.class.getClassLoader())
                .values()
                .iterator()
                .next());
    }
}
