package org.netloom.runtime.metric;

import java.util.Set;
import org.netloom.runtime.loss.Loss.Says;

/**
 * Among how many equally likely classes the network chooses, as it were: e to the mean of -ln p, where p is the softmax'
 * probability of the right class. Weights, smoothing and other options of the loss have no part in it.
 */
public final class Perplexity implements Metric {
    private double sum;
    private long rows;

    /** To tell of. */
    public static MetricChoice of() {
        return MetricChoice.of("perplexity", Set.of(Says.CLASS), (loss, says, outputs) -> new Perplexity());
    }

    @Override
    public String name() {
        return "perplexity";
    }

    @Override
    public void ofClass(double[] y, int label) {
        sum += Rows.logSumExp(y) - y[label];
        rows++;
    }

    @Override
    public void ofNumbers(double[] y, double[] targets) {
        ofClass(y, Rows.argmax(targets));
    }

    @Override
    public double value() {
        return Math.exp(sum / rows);
    }
}
