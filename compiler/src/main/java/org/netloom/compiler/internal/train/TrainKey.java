package org.netloom.compiler.internal.train;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The settings of a train section, in the order of the reference. */
public enum TrainKey {
    DATA(Values.ONE, "dataset"),
    VALIDATION(Values.ONE, "validation_split", "val_split"),
    NORMALIZE(Values.NONE, "standardize"),
    AUGMENT(Values.BRACES, "augmentation", "augmentations", "transforms", "data_augmentation"),
    LOSS(Values.ONE, "criterion", "objective"),
    OPTIMIZER(Values.ONE, "optim"),
    SCHEDULE(Values.ONE, "scheduler", "lr_schedule", "lr_scheduler"),
    CLIP(Values.SEVERAL, "gradient_clip", "clip_grad", "clipping"),
    METRICS(Values.SEVERAL, "metric", "scores"),
    INIT(Values.ONE, "initializer", "initialization"),
    STOP(Values.ONE, "early_stopping", "patience"),
    KEEP(Values.SEVERAL, "checkpoint", "save"),
    AVERAGE(Values.ONE, "averaging", "ema", "swa", "weight_averaging", "model_ema"),
    FREEZE(Values.SEVERAL, "frozen", "trainable", "requires_grad"),
    RATES(Values.SEVERAL, "lr_mult", "lr_scale", "parameter_groups", "param_groups", "learning_rates"),
    BATCH(Values.ONE, "batch_size", "minibatch"),
    EPOCHS(Values.ONE, "epoch", "max_epochs"),
    SEED(Values.ONE, "random_seed", "random_state"),
    RECALIBRATE(Values.ONE),
    RECALIBRATE_AT(Values.ONE),
    STATS(Values.ONE);

    /** How many values a setting has. */
    public enum Values {
        NONE,
        ONE,
        SEVERAL,
        /** One, of calls in braces. */
        BRACES
    }

    private final Values arity;

    @SuppressWarnings("ImmutableEnumChecker") // a copy that nobody can change
    private final List<String> synonyms;

    TrainKey(Values arity, String... synonyms) {
        this.arity = arity;
        this.synonyms = List.of(synonyms);
    }

    /** How many values it has. */
    public Values arity() {
        return arity;
    }

    /** What it is called elsewhere; only for suggestions. */
    public List<String> synonyms() {
        return synonyms;
    }

    /** As a {@code .net} file has it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The setting of this name; null where there is none. */
    public static @Nullable TrainKey of(String word) {
        return Arrays.stream(values())
                .filter(key -> key.word().equals(word))
                .findFirst()
                .orElse(null);
    }
}
