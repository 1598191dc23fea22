package org.netloom.runtime.engine;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.netloom.runtime.NetworkException;

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

    /** Those that load: one of a newer Java is as if it was not there. */
    private static List<EngineProvider> all() {
        List<EngineProvider> providers = new ArrayList<>();
        Iterator<EngineProvider> iterator = ServiceLoader.load(
                        EngineProvider.class, EngineProviders.class.getClassLoader())
                .iterator();
        while (true) {
            try {
                if (!iterator.hasNext()) {
                    return providers;
                }
                providers.add(iterator.next());
            } catch (UnsupportedClassVersionError ofNewerJava) {
                // The next one may load.
            } catch (ServiceConfigurationError | LinkageError e) {
                throw new NetworkException("an engine on the class path cannot be loaded: " + e.getMessage(), e);
            }
        }
    }
}
