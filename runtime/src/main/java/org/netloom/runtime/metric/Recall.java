package org.netloom.runtime.metric;

import java.util.List;
import org.netloom.runtime.loss.Loss.Says;

/**
 * Of those that are of a class, the share that is said to be: true positives / all that are; 0 where none is.
 * The value is the mean over all classes or labels, "macro": those that neither occur nor are said are left out. Of one
 * output that says a label it is that of yes.
 */
public final class Recall implements Metric {
    private final Counts counts;

    /**
     * @param says CLASS or LABELS
     * @param outputs of a row: as many classes or labels
     */
    public Recall(Says says, int outputs) {
        counts = new Counts(says, outputs);
    }

    @Override
    public String name() {
        return "recall";
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
        return Rows.parts(counts.size(), counts::recall);
    }
}
