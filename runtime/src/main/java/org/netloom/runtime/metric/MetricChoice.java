package org.netloom.runtime.metric;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.loss.Loss;
import org.netloom.runtime.loss.Loss.Says;

/**
 * A metric that a training is to tell of, before it is known of which outputs. It never changes, and any thread may call it.
 */
public final class MetricChoice {
    private final String text;
    private final Set<Says> says;
    private final Maker maker;

    /** Begins a metric. */
    @FunctionalInterface
    public interface Maker {
        /** @param outputs of a row */
        Metric make(Loss loss, Says says, int outputs);
    }

    private MetricChoice(String text, Set<Says> says, Maker maker) {
        this.text = text;
        this.says = Set.copyOf(says);
        this.maker = maker;
    }

    /**
     * A metric.
     *
     * @param text as a train section has it: {@code top(5)}
     * @param says which outputs it is for
     */
    public static MetricChoice of(String text, Set<Says> says, Maker maker) {
        return new MetricChoice(text, says, maker);
    }

    /** Why it is none of a network that puts out such things; null where it is. */
    public @Nullable String refusal(Says outputs) {
        if (says.contains(outputs)) {
            return null;
        }
        return "%s is no metric of outputs that say %s; %s"
                .formatted(
                        text,
                        switch (outputs) {
                            case CLASS -> "a class";
                            case LABELS -> "several labels";
                            case NUMBERS -> "numbers";
                        },
                        switch (outputs) {
                            case CLASS ->
                                "accuracy, top(5), precision, recall, f1, roc_auc, perplexity and confusion are";
                            case LABELS -> "accuracy, precision, recall, f1 and roc_auc are";
                            case NUMBERS -> "rmse, mae and r2 are";
                        });
    }

    /**
     * Begins it.
     *
     * @param outputs of a row
     */
    public Metric start(Loss loss, Says of, int outputs) {
        return maker.make(loss, of, outputs);
    }

    /** As a train section has it. */
    @Override
    public String toString() {
        return text;
    }
}
