package org.netloom.runtime.predict;

import java.util.List;
import org.netloom.runtime.predict.Answer.Value;

/**
 * An example, or a step of a sequence, beside what a network says of it.
 *
 * @param index of the example in its data set
 * @param truth the class that is right, with 1; the labels that are yes, with 1 each, perhaps none; or all numbers
 * @param answer what the network says
 * @param loss of this one alone
 */
public record Mistake(int index, List<Value> truth, Answer answer, double loss) {
    public Mistake {
        truth = List.copyOf(truth);
    }
}
