package org.netloom.runtime.data;

import java.util.List;

/** Examples in memory, or made when asked for: inputs of one shape, each with a class. */
public interface Dataset {
    /** The number of examples. */
    int size();

    /** The shape of one input: {@code [1, 28, 28]}. */
    List<Integer> shape();

    /** Labels lie in [0, classes). */
    int classes();

    /** Writes the values of an example, in row-major order, pixels scaled to 0..1. */
    void copy(int index, float[] into, int offset);

    /** The class of an example. */
    int label(int index);
}
