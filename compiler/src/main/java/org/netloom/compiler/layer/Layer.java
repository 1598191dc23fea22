package org.netloom.compiler.layer;

import org.jspecify.annotations.Nullable;

/**
 * A word of the language. One class each, listed once in a {@link LayerProvider}; it reads from top to bottom: signature,
 * shape, and, where it computes something ({@link Operator}), weights, forward, backward.
 */
public interface Layer {
    Signature signature();

    /** The shape it puts out, or null where it reported why there is none. */
    @Nullable Shape shape(ShapeRule rule);

    /** Whether it makes one value of several: it takes branches, {@code add { a | b }}. */
    default boolean merges() {
        return false;
    }

    /** The name as the {@code .net} file has it. */
    default String name() {
        return signature().name();
    }
}
