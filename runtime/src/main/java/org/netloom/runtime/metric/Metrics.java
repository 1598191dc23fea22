package org.netloom.runtime.metric;

import java.util.ArrayList;
import java.util.List;
import org.netloom.runtime.loss.CrossEntropy;
import org.netloom.runtime.loss.Loss;
import org.netloom.runtime.loss.Loss.Says;
import org.netloom.runtime.loss.Loss.Target;

/** Which metrics suit a loss and its targets, each listed once. */
public final class Metrics {
    /** Above, one class against the rest says little, and the scores of all rows would have to be kept for each. */
    private static final int MOST_CLASSES_OF_CURVES = 20;

    private Metrics() {}

    /**
     * The one that says most: accuracy, or of numbers the root mean squared error.
     *
     * @param outputs of a row
     */
    public static Metric main(Loss loss, Target target, int outputs) {
        Says says = loss.says(target);
        return says == Says.NUMBERS ? new RootMeanSquaredError(outputs) : new Accuracy(says);
    }

    /**
     * All that suit, {@link #main} first, and behind them those that somebody chose beside them.
     *
     * @param outputs of a row
     */
    public static List<Metric> of(Loss loss, Target target, int outputs, List<MetricChoice> chosen) {
        List<Metric> all = new ArrayList<>(of(loss, target, outputs));
        for (MetricChoice choice : chosen) {
            Metric metric = choice.start(loss, loss.says(target), outputs);
            if (all.stream().noneMatch(known -> known.name().equals(metric.name()))) {
                all.add(metric);
            }
        }
        return all;
    }

    /**
     * All that suit, {@link #main} first.
     *
     * @param outputs of a row
     */
    public static List<Metric> of(Loss loss, Target target, int outputs) {
        List<Metric> all = new ArrayList<>();
        all.add(main(loss, target, outputs));
        Says says = loss.says(target);
        if (says == Says.NUMBERS) {
            all.add(new MeanAbsoluteError(outputs));
            all.add(new RSquared(outputs));
            return all;
        }
        if (says == Says.CLASS && outputs > 5) {
            all.add(new TopK(5));
        }
        all.add(new Precision(says, outputs));
        all.add(new Recall(says, outputs));
        all.add(new F1(says, outputs));
        if (outputs <= MOST_CLASSES_OF_CURVES) {
            all.add(new RocAuc(loss, says, outputs));
        }
        if (loss instanceof CrossEntropy) {
            all.add(new Perplexity());
        }
        if (says == Says.CLASS || outputs == 1) {
            all.add(new ConfusionMatrix(says, loss.classes(outputs)));
        }
        return all;
    }
}
