package org.netloom.benchmarks.networks;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The files of {@code models/}. */
public final class ModelFiles {
    private ModelFiles() {}

    /** @param name without {@code .net} */
    public static String text(String name) {
        try (InputStream file = ModelFiles.class.getResourceAsStream("/org/netloom/benchmarks/nets/" + name + ".net")) {
            return new String(Objects.requireNonNull(file, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
