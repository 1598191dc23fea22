package org.netloom.runtime.metric;

import org.netloom.runtime.loss.Loss;

/** The root of the mean of the squared differences, over all numbers. */
public final class RootMeanSquaredError extends NumberMetric {
    /** @param outputs of a row */
    public RootMeanSquaredError(Loss loss, int outputs) {
        super(loss, outputs);
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
