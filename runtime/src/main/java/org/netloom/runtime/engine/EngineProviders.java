package org.netloom.runtime.engine;

import java.util.List;
import java.util.Optional;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.internal.io.Services;

/** The engines on the class path, by name. */
final class EngineProviders {
    private EngineProviders() {}

    /**
     * The engine of this name.
     *
     * @throws NetworkException if there are several
     */
    static Optional<EngineProvider> named(String name) {
        List<EngineProvider> found =
                all().stream().filter(provider -> provider.name().equals(name)).toList();
        if (found.size() > 1) {
            throw new NetworkException(
                    "two engines on the class path are called '%s': %s and %s; take one of them off it"
                            .formatted(
                                    name,
                                    found.get(0).getClass().getName(),
                                    found.get(1).getClass().getName()));
        }
        return found.stream().findFirst();
    }

    /** In the order of the class path. */
    static List<String> names() {
        return all().stream().map(EngineProvider::name).distinct().toList();
    }

    private static List<EngineProvider> all() {
        return Services.load(EngineProvider.class, "an engine");
    }
}
