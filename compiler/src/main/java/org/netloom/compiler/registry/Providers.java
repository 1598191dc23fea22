package org.netloom.compiler.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Supplier;

/** What jars on the compiler's class path add, found by {@link ServiceLoader}. */
final class Providers {
    private Providers() {}

    /**
     * All that are beside the compiler.
     *
     * @param what they bring, for the message: {@code layers}
     * @throws ProviderException if one cannot be loaded
     */
    static <P> List<P> onClassPath(Class<P> service, String what) {
        List<P> found = new ArrayList<>();
        try {
            ServiceLoader.load(service, Providers.class.getClassLoader()).forEach(found::add);
        } catch (ServiceConfigurationError | LinkageError e) {
            throw new ProviderException(what + " on the class path cannot be loaded: " + e.getMessage(), e);
        }
        return found;
    }

    /**
     * What one of them brings.
     *
     * @throws ProviderException if it fails
     */
    static <T> List<T> of(Object provider, String what, Supplier<List<T>> brought) {
        try {
            return List.copyOf(brought.get());
        } catch (RuntimeException | LinkageError e) {
            throw new ProviderException(
                    "the %s of %s cannot be made: %s"
                            .formatted(what, provider.getClass().getName(), e),
                    e);
        }
    }
}
