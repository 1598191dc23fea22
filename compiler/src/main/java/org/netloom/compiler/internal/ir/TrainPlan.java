package org.netloom.compiler.internal.ir;

import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.layer.Arguments;
import org.netloom.compiler.layer.Option;
import org.netloom.compiler.train.Loss;
import org.netloom.compiler.train.Optimizer;

/**
 * What a train section says; null is what it leaves out and the runtime's defaults fill in.
 *
 * @param data a data name, a directory or a file
 * @param init one of {@link TrainChoices#INITIALIZERS}
 * @param schedule how long, in what steps, from which seed
 * @param statistics what becomes of the moving statistics of batch normalization
 */
public record TrainPlan(
        @Nullable String data,
        @Nullable LossPlan loss,
        @Nullable OptimizerPlan optimizer,
        @Nullable String init,
        Schedule schedule,
        Statistics statistics) {

    /** Says nothing. */
    public static final TrainPlan EMPTY =
            new TrainPlan(null, null, null, null, new Schedule(null, null, null), new Statistics(null, null, null));

    /** How long to train, in what steps, from which seed. */
    public record Schedule(
            @Nullable Integer batch,
            @Nullable Integer epochs,
            @Nullable Long seed) {}

    /**
     * What becomes of the moving statistics of batch normalization.
     *
     * @param recalibrate from how many examples they are estimated afresh; 0 for never
     * @param recalibrateAt one of {@link TrainChoices#RECALIBRATION_TIMES}
     * @param stats how they are estimated where a bn says nothing of it
     */
    public record Statistics(
            @Nullable Integer recalibrate,
            @Nullable String recalibrateAt,
            @Nullable Option stats) {}

    /** A loss and its constants. */
    public record LossPlan(Loss loss, Arguments arguments) {
        public String name() {
            return loss.name();
        }

        /** {@code cross_entropy}, {@code cross_entropy(label_smoothing=0.1)}: what the file says of it. */
        @Override
        public String toString() {
            String given = loss.signature().parameters().stream()
                    .filter(arguments::given)
                    .map(parameter -> parameter.name() + "=" + arguments.get(parameter))
                    .collect(Collectors.joining(", "));
            return given.isEmpty() ? loss.name() : "%s(%s)".formatted(loss.name(), given);
        }
    }

    /** An optimizer and its constants. */
    public record OptimizerPlan(Optimizer optimizer, Arguments arguments) {
        @Override
        public String toString() {
            return optimizer.name() + " " + arguments;
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
        add(text, "batch", schedule.batch());
        add(text, "epochs", schedule.epochs());
        add(text, "seed", schedule.seed());
        add(text, "recalibrate", statistics.recalibrate());
        add(text, "recalibrate_at", statistics.recalibrateAt());
        add(text, "stats", statistics.stats());
        return text.toString();
    }

    private static void add(StringJoiner text, String key, @Nullable Object value) {
        if (value != null) {
            text.add(key + "=" + value);
        }
    }
}
