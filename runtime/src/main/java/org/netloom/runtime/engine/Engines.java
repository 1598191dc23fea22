package org.netloom.runtime.engine;

import java.util.Set;
import org.nd4j.common.config.ND4JSystemProperties;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.runtime.NetworkException;
import org.netloom.runtime.engine.nd4j.Nd4jEngine;
import org.netloom.runtime.op.Op;

/** Makes engines by name. */
public final class Engines {
    private Engines() {}

    /**
     * An engine, ready to compute.
     *
     * <p>The first one loads ND4J's native library: the fastest {@linkplain NativeVariant build} on the class path that
     * this CPU runs, and without its log lines. CPU or CUDA is the application's choice of ND4J back end; a GPU that the
     * back end has no code for is refused.
     *
     * @param name {@code nd4j}, or {@code auto} for the fastest that runs here
     * @param type FLOAT or DOUBLE
     * @param threads how many threads compute; results are the same bits for the same number
     * @throws NetworkException if there is no such engine, or if it cannot run here
     */
    public static Engine create(String name, DataType type, int threads) {
        if (threads < 1) {
            throw new NetworkException("an engine needs at least 1 thread, not " + threads);
        }
        return switch (name) {
            case "auto", "nd4j" -> nd4j(type, threads);
            default -> throw unknown(name);
        };
    }

    /**
     * The operations that an engine has no kernel of its own for, and leaves to {@code nd4j}.
     *
     * @param name as {@link #create} takes it
     * @throws NetworkException if there is no such engine
     */
    public static Set<Class<? extends Op>> fallbacks(String name) {
        return switch (name) {
            case "auto", "nd4j" -> Set.of();
            default -> throw unknown(name);
        };
    }

    private static NetworkException unknown(String name) {
        return new NetworkException("there is no engine '%s': auto or nd4j".formatted(name));
    }

    private static Engine nd4j(DataType type, int threads) {
        NativeVariant.choose();
        if (System.getProperty(ND4JSystemProperties.LOG_INITIALIZATION) == null) {
            System.setProperty(ND4JSystemProperties.LOG_INITIALIZATION, "false");
        }
        try {
            CudaDevices.check(Nd4j.getExecutioner().getEnvironmentInformation());
            return new Nd4jEngine(type, threads);
        } catch (ExceptionInInitializerError | NoClassDefFoundError | UnsatisfiedLinkError e) {
            throw new NetworkException(
                    "ND4J finds no back end that runs here: nd4j-native with the classifier of this platform must be on the class path",
                    e);
        }
    }
}
