package org.netloom.runtime.metric;

import java.util.Set;
import org.netloom.runtime.loss.Loss;
import org.netloom.runtime.loss.Loss.Says;

/** The mean of the absolute differences, over all numbers. */
public final class MeanAbsoluteError extends NumberMetric {
    /**
     * Of rows that are numbers, as an evaluation shows them.
     *
     * @param outputs of a row
     */
    public MeanAbsoluteError(int outputs) {
        super(y -> y, outputs);
    }

    /**
     * Of rows as a network puts them out.
     *
     * @param loss what numbers outputs stand for
     * @param outputs of a row
     */
    public MeanAbsoluteError(Loss loss, int outputs) {
        super(loss::number, outputs);
    }

    /** To tell of. */
    public static MetricChoice of() {
        return MetricChoice.of("mae", Set.of(Says.NUMBERS), (loss, says, outputs) -> new MeanAbsoluteError(outputs));
    }

    @Override
    public String name() {
        return "mae";
    }

    @Override
    double of(double difference) {
        return Math.abs(difference);
    }

    @Override
    double figure(double mean) {
        return mean;
    }
}
