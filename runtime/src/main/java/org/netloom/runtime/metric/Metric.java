package org.netloom.runtime.metric;

import java.util.List;

/**
 * A figure of how well a network does. It takes row after row in, in double: what the network puts out for an example, or
 * for one step of a sequence, and the target. Where outputs say numbers, it gets those that they stand for, and both in the
 * units of the data's source. What it says is that of all rows, however they came in batches. For one thread
 * at a time.
 */
public interface Metric {
    /** As reports have it: {@code accuracy}. */
    String name();

    /** Takes in a row whose target is a class. */
    void ofClass(double[] y, int label);

    /** Takes in a row whose target is numbers, as many as y has. */
    void ofNumbers(double[] y, double[] targets);

    /** The figure of all rows so far; NaN where they do not have one. */
    double value();

    /**
     * The same of each class, label or number alone, in their order; NaN where one has none. Empty where that makes no
     * sense.
     */
    default List<Double> parts() {
        return List.of();
    }

    /** What it says so far. */
    default Score score() {
        return new Score(name(), value(), parts());
    }
}
