package org.netloom.runtime.metric;

import java.util.Set;
import org.netloom.runtime.loss.Loss;
import org.netloom.runtime.loss.Loss.Says;

/** The root of the mean of the squared differences, over all numbers. */
public final class RootMeanSquaredError extends NumberMetric {
    /**
     * Of rows that are numbers, as an evaluation shows them.
     *
     * @param outputs of a row
     */
    public RootMeanSquaredError(int outputs) {
        super(y -> y, outputs);
    }

    /**
     * Of rows as a network puts them out.
     *
     * @param loss what numbers outputs stand for
     * @param outputs of a row
     */
    public RootMeanSquaredError(Loss loss, int outputs) {
        super(loss::number, outputs);
    }

    /** To tell of. */
    public static MetricChoice of() {
        return MetricChoice.of(
                "rmse", Set.of(Says.NUMBERS), (loss, says, outputs) -> new RootMeanSquaredError(outputs));
    }

    @Override
    public String name() {
        return "rmse";
    }

    @Override
    double of(double difference) {
        return difference * difference;
    }

    @Override
    double figure(double mean) {
        return Math.sqrt(mean);
    }
}
