package org.netloom.runtime.data;

import java.util.List;

/**
 * Examples in memory, or made when asked for: inputs of one shape, each with a class. All methods may be called from
 * several threads at once, and an index always gives the same values.
 */
public interface Dataset {
    /** Where the examples come from, for messages: {@code fashion_mnist}, {@code digits.npz}. */
    String name();

    /** The number of examples. */
    int size();

    /** The shape of one input: {@code [1, 28, 28]}. */
    List<Integer> shape();

    /** Labels lie in [0, classes); 0 where the examples have none. */
    int classes();

    /** Writes the values of an example, in row-major order, pixels scaled to 0..1. */
    void copy(int index, float[] into, int offset);

    /** The class of an example; -1 where the examples have none. */
    int label(int index);
}
