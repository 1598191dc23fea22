package org.netloom.runtime.metric;

import java.util.Set;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.loss.Loss.Says;

/** The share of the rows whose class is among the k largest outputs; of equal outputs the first ones are larger. */
public final class TopK implements Metric {
    private final int k;
    private long right;
    private long all;

    /** @param k at least 1 */
    public TopK(int k) {
        if (k < 1) {
            throw new NetworkException("a class is among the first 1 or more, not " + k);
        }
        this.k = k;
    }

    /**
     * To tell of.
     *
     * @param k at least 1
     */
    public static MetricChoice of(int k) {
        new TopK(k); // refuses what cannot be
        return MetricChoice.of("top(" + k + ")", Set.of(Says.CLASS), (loss, says, outputs) -> new TopK(k));
    }

    /** {@code top5}. */
    @Override
    public String name() {
        return "top" + k;
    }

    @Override
    public void ofClass(double[] y, int label) {
        int before = 0;
        for (int i = 0; i < y.length; i++) {
            if (y[i] > y[label] || (y[i] == y[label] && i < label)) {
                before++;
            }
        }
        all++;
        if (before < k) {
            right++;
        }
    }

    @Override
    public void ofNumbers(double[] y, double[] targets) {
        ofClass(y, Rows.argmax(targets));
    }

    @Override
    public double value() {
        return (double) right / all;
    }
}
