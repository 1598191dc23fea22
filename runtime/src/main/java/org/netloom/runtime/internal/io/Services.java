package org.netloom.runtime.internal.io;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.netloom.runtime.exception.NetworkException;

/** What jars on the class path bring by {@link ServiceLoader}. */
public final class Services {
    private Services() {}

    /**
     * Those that load, in the order of the class path: one of a newer Java is as if it was not there.
     *
     * @param what one of them is, for the message: {@code an engine}
     * @throws NetworkException if one cannot be loaded for another reason
     */
    public static <S> List<S> load(Class<S> service, String what) {
        List<S> found = new ArrayList<>();
        Iterator<S> iterator =
                ServiceLoader.load(service, service.getClassLoader()).iterator();
        while (true) {
            try {
                if (!iterator.hasNext()) {
                    return found;
                }
                found.add(iterator.next());
            } catch (UnsupportedClassVersionError ofNewerJava) {
                // The next one may load.
            } catch (ServiceConfigurationError | LinkageError e) {
                throw new NetworkException(what + " on the class path cannot be loaded: " + e.getMessage(), e);
            }
        }
    }
}
