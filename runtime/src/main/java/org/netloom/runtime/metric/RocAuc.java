package org.netloom.runtime.metric;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.netloom.runtime.loss.Loss;
import org.netloom.runtime.loss.Loss.Says;

/**
 * The area under the receiver operating characteristic: how likely one that is of a class has a higher score than one that
 * is not, where equal scores count half. The value is the mean over all classes against the rest, "macro", or over all labels;
 * those of which all rows are, or none is, are left out. Of two classes it is the same for both.
 *
 * <p>It keeps the scores of all rows. Of a loss of logits a class' score is its probability, otherwise its output.
 */
public final class RocAuc implements Metric {
    private final boolean labels;
    private final boolean softmax;
    private final int outputs;
    private double[] scores = new double[0];
    private boolean[] positive = new boolean[0];
    private int rows;

    /** @param outputs of a row: as many classes or labels */
    public RocAuc(Loss loss, Says says, int outputs) {
        this.labels = says == Says.LABELS;
        this.softmax = !labels && loss.isOfLogits();
        this.outputs = outputs;
    }

    /** To tell of. */
    public static MetricChoice of() {
        return MetricChoice.of("roc_auc", Set.of(Says.CLASS, Says.LABELS), RocAuc::new);
    }

    @Override
    public String name() {
        return "roc_auc";
    }

    @Override
    public void ofClass(double[] y, int label) {
        int at = add(y);
        if (labels) {
            positive[at] = label == 1;
        } else {
            positive[at + label] = true;
        }
    }

    @Override
    public void ofNumbers(double[] y, double[] targets) {
        int at = add(y);
        if (!labels) {
            positive[at + Rows.argmax(targets)] = true;
        }
        for (int k = 0; labels && k < outputs; k++) {
            positive[at + k] = Rows.yes(targets[k]);
        }
    }

    private int add(double[] y) {
        int at = rows++ * outputs;
        if (at + outputs > scores.length) {
            int room = Math.max(1024, Math.multiplyExact(2, at + outputs));
            scores = Arrays.copyOf(scores, room);
            positive = Arrays.copyOf(positive, room);
        }
        // The logarithm of a probability, because probabilities near 1 become equal.
        double off = softmax ? Rows.logSumExp(y) : 0;
        for (int k = 0; k < outputs; k++) {
            scores[at + k] = y[k] - off + 0.0; // no -0, which sorts before 0
        }
        return at;
    }

    @Override
    public double value() {
        return Rows.mean(parts());
    }

    @Override
    public List<Double> parts() {
        return Rows.parts(outputs, this::area);
    }

    /** By the ranks of the positives, where equal scores share the mean of theirs (Mann and Whitney, 1947). */
    private double area(int k) {
        double[] all = new double[rows];
        double[] positives = new double[rows];
        int count = 0;
        for (int i = 0; i < rows; i++) {
            all[i] = scores[i * outputs + k];
            if (positive[i * outputs + k]) {
                positives[count++] = all[i];
            }
        }
        Arrays.sort(all);
        Arrays.sort(positives, 0, count);
        double ranks = 0;
        int at = 0;
        for (int i = 0; i < rows; ) {
            int end = i;
            while (end < rows && Double.compare(all[end], all[i]) == 0) {
                end++;
            }
            double rank = (i + 1 + end) / 2.0;
            while (at < count && Double.compare(positives[at], all[i]) == 0) {
                ranks += rank;
                at++;
            }
            i = end;
        }
        double pairs = (double) count * (rows - count);
        return pairs == 0 ? Double.NaN : (ranks - count * (count + 1.0) / 2) / pairs;
    }
}
