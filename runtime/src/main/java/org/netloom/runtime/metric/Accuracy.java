package org.netloom.runtime.metric;

import java.util.Set;
import org.netloom.runtime.loss.Loss.Says;

/**
 * The share of what is right. Where outputs say a class: of the rows whose class has the largest output, of equal ones the
 * first; a target of numbers names the class of its largest. Where they say labels: of all single labels, an output above
 * 0 being yes.
 */
public final class Accuracy implements Metric {
    private final Says says;
    private long right;
    private long all;

    /** @param says CLASS or LABELS */
    public Accuracy(Says says) {
        this.says = says;
    }

    /** To tell of. */
    public static MetricChoice of() {
        return MetricChoice.of(
                "accuracy", Set.of(Says.CLASS, Says.LABELS), (loss, says, outputs) -> new Accuracy(says));
    }

    @Override
    public String name() {
        return "accuracy";
    }

    @Override
    public void ofClass(double[] y, int label) {
        if (says == Says.LABELS) {
            add((y[0] > 0) == (label == 1));
        } else {
            add(Rows.argmax(y) == label);
        }
    }

    @Override
    public void ofNumbers(double[] y, double[] targets) {
        if (says == Says.LABELS) {
            for (int k = 0; k < y.length; k++) {
                add((y[k] > 0) == Rows.yes(targets[k]));
            }
        } else {
            add(Rows.argmax(y) == Rows.argmax(targets));
        }
    }

    private void add(boolean isRight) {
        all++;
        if (isRight) {
            right++;
        }
    }

    @Override
    public double value() {
        return (double) right / all;
    }
}
