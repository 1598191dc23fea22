package org.netloom.runtime.data;

import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.netloom.runtime.exception.NetworkException;

/**
 * Examples in memory, or made when asked for: inputs of one shape, each with a target. A target is a class or, of a
 * sequence, a class for each position; or it is numbers, for a regression, or of several labels at once a 0 or a 1 for
 * each label. All methods may be called from several threads at once, and an index always gives the same values.
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

    /** What the classes are called, in order; empty where they are numbers alone. */
    default List<String> classNames() {
        return List.of();
    }

    /** What an example is called, for messages: {@code cat/17.png}, {@code iris.csv:17}. */
    default String exampleName(int index) {
        return "example " + index;
    }

    /** How many numbers are the target of each position; 0 where targets are classes, or there are none. */
    default int targets() {
        return 0;
    }

    /** What the target's numbers are called, in order; empty where they have no names. */
    default List<String> targetNames() {
        return List.of();
    }

    /** A target's number, or a network's for it, in the units of the source: what was taken off for training put back. */
    default double unscaled(int target, double value) {
        return value;
    }

    /**
     * Writes the numbers that are an example's target: {@link #targets()} of them, position after position.
     *
     * @throws IllegalStateException where the targets are no numbers
     */
    default void copyTargets(int index, double[] into, int offset) {
        throw new IllegalStateException(name() + " has no numbers for targets");
    }

    /** How many targets an example has: 1, or one for each position of a sequence. */
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

    /**
     * How many threads make the examples of a batch, side by side, while the network computes: 1 where that is only copying;
     * more where it takes work, as decoding a file does. Order and values are the same for any number.
     */
    default int threads() {
        return 1;
    }

    /** The class of an example, of its first position where it has several; -1 where the examples have none. */
    int label(int index);

    /** The class of one position of an example, counted from 0; -1 where the examples have none. */
    default int label(int index, int position) {
        return label(index);
    }
}
