package org.netloom.runtime.metric;

import org.netloom.runtime.loss.Loss;

/** The mean of the absolute differences, over all numbers. */
public final class MeanAbsoluteError extends NumberMetric {
    /** @param outputs of a row */
    public MeanAbsoluteError(Loss loss, int outputs) {
        super(loss, outputs);
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
