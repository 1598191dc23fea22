package org.netloom.runtime.engine;

import java.util.Set;
import org.netloom.runtime.op.Conv2d;

/** An engine in a module of its own, found by {@link java.util.ServiceLoader} once it is known to run here. */
public interface EngineProvider {
    /** The name that {@code --engine} knows it by. */
    String name();

    /**
     * An engine, ready to compute in float.
     *
     * @param threads how many threads compute, 1 or more
     */
    Engine create(int threads);

    /**
     * The operations that go through the nd4j engine, because there is no kernel of its own for them yet: the full names of
     * their classes, or, where only some of a class do, of the method that makes them such, {@code
     * org.netloom.runtime.op.BatchNorm.ghost}.
     */
    Set<String> fallbacks();

    /**
     * How the engine computes a convolution: never {@code AUTO}.
     *
     * @param in, out channels
     * @param height, width of the input
     */
    Conv2d.Algorithm algorithm(Conv2d op, int in, int height, int width, int out);
}
