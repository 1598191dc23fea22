package org.netloom.runtime.data;

import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.netloom.runtime.exception.NetworkException;

/**
 * Examples in memory, or made when asked for: inputs of one shape, each with a class or, of a sequence, a class for
 * each position. All methods may be called from several threads at once, and an index always gives the same values.
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

    /** How many labels an example has: 1, or one for each position of a sequence. */
    default int positions() {
        return 1;
    }

    /** Inputs are tokens, whole numbers in [0, tokens); 0 where they are any numbers. */
    default int tokens() {
        return 0;
    }

    /**
     * Writes the values of an example, in row-major order, pixels scaled to 0..1.
     *
     * @throws NetworkException where a value is none that a float holds
     */
    void copy(int index, float[] into, int offset);

    /** The same with all digits that there are, for a network that computes in double. */
    default void copy(int index, double[] into, int offset) {
        float[] floats = new float[Shapes.size(shape())];
        copy(index, floats, 0);
        for (int i = 0; i < floats.length; i++) {
            into[offset + i] = floats[i];
        }
    }

    /**
     * Refuses values that are not finite in this precision, FLOAT or DOUBLE.
     *
     * @throws NetworkException which names the place of the first one
     */
    default void requireFinite(DataType type) {
        // What is made for floats has no others.
    }

    /** The class of an example, of its first position where it has several; -1 where the examples have none. */
    int label(int index);

    /** The class of one position of an example, counted from 0; -1 where the examples have none. */
    default int label(int index, int position) {
        return label(index);
    }
}
