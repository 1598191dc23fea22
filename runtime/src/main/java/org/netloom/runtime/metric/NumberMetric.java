package org.netloom.runtime.metric;

import java.util.List;
import org.netloom.runtime.loss.Loss;

/** A figure of the differences between the numbers that outputs stand for and their targets. */
abstract class NumberMetric implements Metric {
    private final Loss loss;
    private final double[] sums;
    private long rows;

    /** @param outputs of a row */
    NumberMetric(Loss loss, int outputs) {
        this.loss = loss;
        this.sums = new double[outputs];
    }

    /** What is summed up of a difference. */
    abstract double of(double difference);

    /** The figure of a sum's mean. */
    abstract double figure(double mean);

    /** A class is the number 1 at its place and 0 elsewhere. */
    @Override
    public final void ofClass(double[] y, int label) {
        for (int k = 0; k < y.length; k++) {
            sums[k] += of(loss.number(y[k]) - (k == label ? 1 : 0));
        }
        rows++;
    }

    @Override
    public final void ofNumbers(double[] y, double[] targets) {
        for (int k = 0; k < y.length; k++) {
            sums[k] += of(loss.number(y[k]) - targets[k]);
        }
        rows++;
    }

    @Override
    public final double value() {
        double sum = 0;
        for (double of : sums) {
            sum += of;
        }
        return figure(sum / ((double) rows * sums.length));
    }

    @Override
    public final List<Double> parts() {
        return Rows.parts(sums.length, k -> figure(sums[k] / rows));
    }
}
