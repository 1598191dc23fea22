package org.netloom.runtime.metric;

import java.util.Set;
import org.netloom.runtime.loss.Loss.Says;

/** Of those that are said to be of a class, the share that is: true positives / all that are said; 0 where none is said. */
public final class Precision extends CountMetric {
    /**
     * @param says CLASS or LABELS
     * @param outputs of a row: as many classes or labels
     */
    public Precision(Says says, int outputs) {
        super(says, outputs);
    }

    /** To tell of. */
    public static MetricChoice of() {
        return MetricChoice.of(
                "precision", Set.of(Says.CLASS, Says.LABELS), (loss, says, outputs) -> new Precision(says, outputs));
    }

    @Override
    public String name() {
        return "precision";
    }

    @Override
    double of(Counts all, int k) {
        return all.precision(k);
    }
}
