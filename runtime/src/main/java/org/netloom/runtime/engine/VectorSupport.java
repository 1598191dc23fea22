package org.netloom.runtime.engine;

import java.util.Locale;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Whether the vector engine runs in this process. Its classes are Java 25's and do not even load elsewhere, so that this is
 * asked before they are.
 */
final class VectorSupport {
    private static final int JAVA = 25;
    private static final String MODULE = "jdk.incubator.vector";
    private static final String FLAGS = "--add-modules " + MODULE + " --enable-native-access=ALL-UNNAMED";

    private VectorSupport() {}

    /** What is missing, in a sentence that says what to do; empty where nothing is. */
    static Optional<String> missing(DataType type) {
        if (type != DataType.FLOAT) {
            return Optional.of("the vector engine computes in float only; the nd4j engine computes in double");
        }
        int java = Runtime.version().feature();
        return missing(
                java,
                ModuleLayer.boot().findModule(MODULE).isPresent(),
                java >= JAVA && EngineProviders.named("vector").isPresent());
    }

    static Optional<String> missing(int java, boolean hasModule, boolean hasProvider) {
        if (java < JAVA) {
            return Optional.of(String.format(
                    Locale.ROOT, "the vector engine needs Java %d or newer, and this is Java %d", JAVA, java));
        }
        if (!hasProvider) {
            return Optional.of("the vector engine is not on the class path: add org.netloom:netloom-runtime-vector");
        }
        if (!hasModule) {
            return Optional.of("the vector engine needs these flags of java: " + FLAGS);
        }
        return Optional.empty();
    }
}
