package org.netloom.compiler.layer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A layer at one place of a network: what it was given and the shapes around it.
 *
 * @param in the shape of each input
 * @param out the shape that its rule gave
 */
public record Use(Arguments arguments, List<Shape> in, Shape out) {
    public Use {
        in = List.copyOf(in);
    }

    public <T> T get(Parameter<T> parameter) {
        return arguments.get(parameter);
    }

    /** The value of a parameter, or null where an optional one was left out. */
    public <T> @Nullable T find(Parameter<T> parameter) {
        return arguments.find(parameter);
    }

    /** The shape of the only input. */
    public Shape input() {
        return in.get(0);
    }
}
