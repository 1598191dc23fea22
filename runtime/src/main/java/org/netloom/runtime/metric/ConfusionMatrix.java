package org.netloom.runtime.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.netloom.runtime.loss.Loss.Says;

/**
 * How often a class was taken for which: rows are the classes that are right, columns those that have the largest output. One
 * output that says a label is the two classes no and yes.
 *
 * <p>Its {@link #value} is the share on the diagonal, and a part is the row of a class, one behind the other.
 */
public final class ConfusionMatrix implements Metric {
    private final Says says;
    private final long[][] counts;

    /**
     * @param says CLASS, or LABELS of one output
     * @param classes how many there are
     */
    public ConfusionMatrix(Says says, int classes) {
        this.says = says;
        this.counts = new long[classes][classes];
    }

    /** To tell of. */
    public static MetricChoice of() {
        return MetricChoice.of(
                "confusion",
                Set.of(Says.CLASS),
                (loss, says, outputs) -> new ConfusionMatrix(says, loss.classes(outputs)));
    }

    @Override
    public String name() {
        return "confusion";
    }

    @Override
    public void ofClass(double[] y, int label) {
        counts[label][says == Says.LABELS ? said(y[0] > 0) : Rows.argmax(y)]++;
    }

    @Override
    public void ofNumbers(double[] y, double[] targets) {
        if (says == Says.LABELS) {
            counts[said(Rows.yes(targets[0]))][said(y[0] > 0)]++;
        } else {
            counts[Rows.argmax(targets)][Rows.argmax(y)]++;
        }
    }

    private static int said(boolean yes) {
        return yes ? 1 : 0;
    }

    /** How often the class was taken for the other. */
    public long count(int label, int taken) {
        return counts[label][taken];
    }

    public int classes() {
        return counts.length;
    }

    @Override
    public double value() {
        long all = 0;
        long right = 0;
        for (int c = 0; c < counts.length; c++) {
            all += Arrays.stream(counts[c]).sum();
            right += counts[c][c];
        }
        return (double) right / all;
    }

    @Override
    public List<Double> parts() {
        List<Double> all = new ArrayList<>();
        for (long[] row : counts) {
            for (long count : row) {
                all.add((double) count);
            }
        }
        return all;
    }
}
