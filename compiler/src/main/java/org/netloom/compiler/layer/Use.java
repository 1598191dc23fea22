package org.netloom.compiler.layer;

import java.util.List;

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

    /** The shape of the only input. */
    public Shape input() {
        return in.get(0);
    }
}
