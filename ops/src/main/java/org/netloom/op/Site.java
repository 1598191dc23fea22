package org.netloom.op;

import static java.util.Objects.requireNonNull;

/**
 * Where an operation comes from, for messages.
 *
 * @param layer the layer's name, for example {@code conv1}
 * @param position its place in the {@code .net} file, for example {@code lenet.net:4:3}
 */
public record Site(String layer, String position) {
    public Site {
        requireNonNull(layer, "layer");
        requireNonNull(position, "position");
    }

    /** {@code conv1 (lenet.net:4:3)}. */
    @Override
    public String toString() {
        return layer + " (" + position + ")";
    }
}
