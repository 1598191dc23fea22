package org.netloom.runtime.engine;

import java.util.Optional;
import java.util.Set;
import org.nd4j.linalg.api.buffer.DataType;
import org.netloom.op.Conv2d;

/**
 * An engine that programs ask for by its name, in a module of its own: {@link java.util.ServiceLoader} finds it by the line
 * in {@code META-INF/services/org.netloom.runtime.engine.EngineProvider}. A provider is loaded where its engine cannot run,
 * too, so it must load there, and {@link #missing} says why not.
 */
public interface EngineProvider {
    /** The name that {@code --engine} knows it by: small letters, no other engine's. */
    String name();

    /**
     * Why it cannot run in this process, in a sentence that says what to do; empty where it can.
     *
     * @param type of all parameters and activations, FLOAT or DOUBLE
     */
    default Optional<String> missing(DataType type) {
        return Optional.empty();
    }

    /**
     * An engine, ready to compute. ND4J is loaded; nothing is {@linkplain #missing missing}.
     *
     * @param type of all parameters and activations, FLOAT or DOUBLE
     * @param threads how many threads compute, 1 or more
     */
    Engine create(DataType type, int threads);

    /**
     * The operations that go through the nd4j engine, because there is no kernel of its own for them yet: the full names of
     * their classes, or, where only some of a class do, of the method that makes them such, {@code
     * org.netloom.op.BatchNorm.ghost}.
     */
    default Set<String> fallbacks() {
        return Set.of();
    }

    /**
     * How the engine computes a convolution, never {@code AUTO}; empty where that is not known.
     *
     * @param in, out channels
     * @param height, width of the input
     */
    default Optional<Conv2d.Algorithm> algorithm(Conv2d op, int in, int height, int width, int out) {
        return Optional.empty();
    }
}
