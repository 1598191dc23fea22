package org.netloom.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.netloom.compiler.internal.ir.Network;
import org.netloom.compiler.options.CompilerOptions;
import org.netloom.compiler.source.SourceFile;

/** The networks of {@code models/}. */
public final class Models {
    private static final Path FOLDER = Path.of("../models/src/main/net");

    private Models() {}

    /** All of them, by the names of their files. */
    public static List<Network> all() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            List<Network> networks = files.filter(file -> file.toString().endsWith(".net"))
                    .sorted()
                    .flatMap(Models::compiled)
                    .toList();
            assertThat(networks).hasSizeGreaterThan(10);
            return networks;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Stream<Network> compiled(Path file) {
        try {
            Compilation compilation = NetCompiler.compile(
                    List.of(SourceFile.read(file.getFileName().toString(), file)), CompilerOptions.defaults());
            assertThat(compilation.succeeded())
                    .as("%s: %s", file, compilation.problems())
                    .isTrue();
            return compilation.networks().stream();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
