package org.netloom.runtime.metric;

import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** A figure of the differences between numbers and their targets. */
abstract class NumberMetric implements Metric {
    private final DoubleUnaryOperator number;
    private final double[] sums;
    private long rows;

    /**
     * @param number what becomes of an output before it is compared
     * @param outputs of a row
     */
    NumberMetric(DoubleUnaryOperator number, int outputs) {
        this.number = number;
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
            sums[k] += of(number.applyAsDouble(y[k]) - (k == label ? 1 : 0));
        }
        rows++;
    }

    @Override
    public final void ofNumbers(double[] y, double[] targets) {
        for (int k = 0; k < y.length; k++) {
            sums[k] += of(number.applyAsDouble(y[k]) - targets[k]);
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
