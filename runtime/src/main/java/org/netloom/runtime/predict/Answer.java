package org.netloom.runtime.predict;

import java.util.List;
import org.netloom.runtime.loss.Loss.Says;

/**
 * What a network says of an example, or of a step of a sequence.
 *
 * @param example what it is called: {@code cat.png}, {@code iris.csv:17}
 * @param says what the values are
 * @param probabilities whether they are probabilities, 0 to 1; otherwise they are the network's outputs, or numbers
 * @param values of classes, the most likely one first, all of them; of labels and of numbers in their own order
 */
public record Answer(String example, Says says, boolean probabilities, List<Value> values) {
    public Answer {
        values = List.copyOf(values);
    }

    /**
     * A class, a label or a number.
     *
     * @param name of a class that has none, its number from 0
     */
    public record Value(String name, double value) {}

    /** The most likely class; of labels and numbers the first one. */
    public Value first() {
        return values.get(0);
    }
}
