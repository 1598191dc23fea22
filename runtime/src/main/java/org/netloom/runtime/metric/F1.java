package org.netloom.runtime.metric;

import java.util.Set;
import org.netloom.runtime.loss.Loss.Says;

/** The harmonic mean of precision and recall of a class: 2 true positives / (all that are + all that are said). */
public final class F1 extends CountMetric {
    /**
     * @param says CLASS or LABELS
     * @param outputs of a row: as many classes or labels
     */
    public F1(Says says, int outputs) {
        super(says, outputs);
    }

    /** To tell of. */
    public static MetricChoice of() {
        return MetricChoice.of("f1", Set.of(Says.CLASS, Says.LABELS), (loss, says, outputs) -> new F1(says, outputs));
    }

    @Override
    public String name() {
        return "f1";
    }

    @Override
    double of(Counts all, int k) {
        return all.f1(k);
    }
}
