package org.netloom.runtime.metric;

import java.util.List;
import org.netloom.runtime.loss.Loss.Says;

/**
 * The harmonic mean of precision and recall of a class: 2 true positives / (all that are + all that are said).
 * The value is the mean over all classes or labels, "macro": those that neither occur nor are said are left out. Of one
 * output that says a label it is that of yes.
 */
public final class F1 implements Metric {
    private final Counts counts;

    /**
     * @param says CLASS or LABELS
     * @param outputs of a row: as many classes or labels
     */
    public F1(Says says, int outputs) {
        counts = new Counts(says, outputs);
    }

    @Override
    public String name() {
        return "f1";
    }

    @Override
    public void ofClass(double[] y, int label) {
        counts.ofClass(y, label);
    }

    @Override
    public void ofNumbers(double[] y, double[] targets) {
        counts.ofNumbers(y, targets);
    }

    @Override
    public double value() {
        return Rows.mean(parts());
    }

    @Override
    public List<Double> parts() {
        return Rows.parts(counts.size(), counts::f1);
    }
}
