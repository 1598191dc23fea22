package org.netloom.compiler.internal.ir;

import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.layer.Arguments;
import org.netloom.compiler.layer.Option;

/**
 * What a train section says; null is what it leaves out and the runtime's defaults fill in.
 *
 * @param data a data name, a directory or a file
 * @param loss one of {@link TrainChoices#LOSSES}
 * @param init one of {@link TrainChoices#INITIALIZERS}
 * @param recalibrate from how many examples the moving statistics are estimated afresh; 0 for never
 * @param recalibrateAt one of {@link TrainChoices#RECALIBRATION_TIMES}
 * @param stats how moving statistics are estimated where a bn says nothing of it
 */
public record TrainPlan(
        @Nullable String data,
        @Nullable String loss,
        @Nullable OptimizerPlan optimizer,
        @Nullable String init,
        @Nullable Integer batch,
        @Nullable Integer epochs,
        @Nullable Long seed,
        @Nullable Integer recalibrate,
        @Nullable String recalibrateAt,
        @Nullable Option stats) {

    /** Says nothing. */
    public static final TrainPlan EMPTY = new TrainPlan(null, null, null, null, null, null, null, null, null, null);

    /** An optimizer and its constants. */
    public record OptimizerPlan(Optimizer optimizer, Arguments arguments) {
        @Override
        public String toString() {
            return optimizer.signature().name() + " " + arguments;
        }
    }

    public boolean isEmpty() {
        return equals(EMPTY);
    }

    /** {@code train loss=cross_entropy batch=256}. */
    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(" ");
        text.add("train");
        add(text, "data", data);
        add(text, "loss", loss);
        add(text, "optimizer", optimizer);
        add(text, "init", init);
        add(text, "batch", batch);
        add(text, "epochs", epochs);
        add(text, "seed", seed);
        add(text, "recalibrate", recalibrate);
        add(text, "recalibrate_at", recalibrateAt);
        add(text, "stats", stats);
        return text.toString();
    }

    private static void add(StringJoiner text, String key, @Nullable Object value) {
        if (value != null) {
            text.add(key + "=" + value);
        }
    }
}
