package org.netloom.runtime.engine;

import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.netloom.op.Conv2d;
import org.netloom.op.Op;

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
     * Whether the engine has a kernel of its own for an operation, as its {@link KernelTable#operations} has; asked by who
     * explains a network, without an engine. An engine that does not say has one for each operation of this library.
     *
     * @param operation a class of operations
     */
    default boolean hasKernel(Class<? extends Op<?>> operation) {
        return operation.getPackageName().equals(Op.class.getPackageName());
    }

    /** The engine whose kernels compute what this one has none for, as it asks by {@link KernelTable#fallback}. */
    default Optional<String> fallback() {
        return Optional.empty();
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
