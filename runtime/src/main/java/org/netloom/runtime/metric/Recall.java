package org.netloom.runtime.metric;

import java.util.Set;
import org.netloom.runtime.loss.Loss.Says;

/** Of those that are of a class, the share that is said to be: true positives / all that are; 0 where none is. */
public final class Recall extends CountMetric {
    /**
     * @param says CLASS or LABELS
     * @param outputs of a row: as many classes or labels
     */
    public Recall(Says says, int outputs) {
        super(says, outputs);
    }

    /** To tell of. */
    public static MetricChoice of() {
        return MetricChoice.of(
                "recall", Set.of(Says.CLASS, Says.LABELS), (loss, says, outputs) -> new Recall(says, outputs));
    }

    @Override
    public String name() {
        return "recall";
    }

    @Override
    double of(Counts all, int k) {
        return all.recall(k);
    }
}
