package org.netloom.experiments;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A network of the experiments.
 *
 * @param file beside this class, which holds one net
 * @param parameters of the net, where they are not its own defaults
 */
record Variant(String file, Map<String, String> parameters) {
    static final Variant LENET = new Variant("lenet.net", Map.of());
    static final Variant RESNET18 = new Variant("resnet18.net", Map.of());
    static final Variant MOBILENET_V2 = new Variant("mobilenet_v2.net", Map.of());

    Variant {
        parameters = Map.copyOf(parameters);
    }

    Variant with(Map<String, String> values) {
        return new Variant(file, values);
    }

    /** The text of the file. */
    String text() {
        try (InputStream stream = Variant.class.getResourceAsStream(file)) {
            return new String(Objects.requireNonNull(stream, file).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same in every process. */
    String definition() {
        return new TreeMap<>(parameters) + text();
    }
}
