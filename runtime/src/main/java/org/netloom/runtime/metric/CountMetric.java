package org.netloom.runtime.metric;

import java.util.List;
import org.netloom.runtime.loss.Loss.Says;

/**
 * A figure of each class or label by how often it was right, said, and both. The value is the mean over all of them, "macro":
 * those that neither occur nor are said are left out. Of one output that says a label it is that of yes.
 */
abstract class CountMetric implements Metric {
    private final Counts counts;

    /**
     * @param says CLASS or LABELS
     * @param outputs of a row: as many classes or labels
     */
    CountMetric(Says says, int outputs) {
        counts = new Counts(says, outputs);
    }

    /** The figure of one; NaN where it neither occurs nor is said. */
    abstract double of(Counts all, int k);

    @Override
    public final void ofClass(double[] y, int label) {
        counts.ofClass(y, label);
    }

    @Override
    public final void ofNumbers(double[] y, double[] targets) {
        counts.ofNumbers(y, targets);
    }

    @Override
    public final double value() {
        return Rows.mean(parts());
    }

    @Override
    public final List<Double> parts() {
        return Rows.parts(counts.size(), k -> of(counts, k));
    }
}
