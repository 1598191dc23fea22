package org.netloom.runtime.metric;

import java.util.List;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import org.netloom.runtime.loss.Loss;
import org.netloom.runtime.loss.Loss.Says;

/**
 * How much of the targets' variance the outputs explain: 1 - Σ (y - t)² / Σ (t - mean t)². 1 is all, 0 is as much as the mean
 * does, and it may be below. Of several numbers it is the mean of theirs; a number that never changes is left out.
 */
public final class RSquared implements Metric {
    private final DoubleUnaryOperator number;
    private final double[] residuals;
    /** Welford's mean and sum of squares, which lose no digits where targets are far from 0. */
    private final double[] means;

    private final double[] squares;
    private long rows;

    /**
     * Of rows that are numbers, as an evaluation shows them.
     *
     * @param outputs of a row
     */
    public RSquared(int outputs) {
        this(y -> y, outputs);
    }

    /**
     * Of rows as a network puts them out.
     *
     * @param loss what numbers outputs stand for
     * @param outputs of a row
     */
    public RSquared(Loss loss, int outputs) {
        this(loss::number, outputs);
    }

    private RSquared(DoubleUnaryOperator number, int outputs) {
        this.number = number;
        residuals = new double[outputs];
        means = new double[outputs];
        squares = new double[outputs];
    }

    /** To tell of. */
    public static MetricChoice of() {
        return MetricChoice.of("r2", Set.of(Says.NUMBERS), (loss, says, outputs) -> new RSquared(outputs));
    }

    @Override
    public String name() {
        return "r2";
    }

    /** A class is the number 1 at its place and 0 elsewhere. */
    @Override
    public void ofClass(double[] y, int label) {
        rows++;
        for (int k = 0; k < y.length; k++) {
            add(k, y[k], k == label ? 1 : 0);
        }
    }

    @Override
    public void ofNumbers(double[] y, double[] targets) {
        rows++;
        for (int k = 0; k < y.length; k++) {
            add(k, y[k], targets[k]);
        }
    }

    private void add(int k, double y, double target) {
        double residual = number.applyAsDouble(y) - target;
        residuals[k] += residual * residual;
        double before = target - means[k];
        means[k] += before / rows;
        squares[k] += before * (target - means[k]);
    }

    @Override
    public double value() {
        return Rows.mean(parts());
    }

    @Override
    public List<Double> parts() {
        return Rows.parts(residuals.length, k -> squares[k] == 0 ? Double.NaN : 1 - residuals[k] / squares[k]);
    }
}
