package org.netloom.runtime.train;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.augment.Augmentation;
import org.netloom.runtime.data.DataOptions;
import org.netloom.runtime.init.Initializer;
import org.netloom.runtime.loss.CrossEntropy;
import org.netloom.runtime.loss.Loss;
import org.netloom.runtime.metric.MetricChoice;
import org.netloom.runtime.optim.GradientClip;
import org.netloom.runtime.optim.OptimizerConfig;
import org.netloom.runtime.optim.RateScale;
import org.netloom.runtime.optim.SgdConfig;
import org.netloom.runtime.schedule.Schedule;

/**
 * What a {@code train} section says. What it leaves out has the {@linkplain Builder builder's} defaults. It never changes;
 * {@link #toBuilder} begins another one.
 */
public final class TrainConfig {

    /** From how many examples moving statistics are estimated afresh where nobody says. */
    public static final int RECALIBRATE = 1024;

    /** When the moving statistics are estimated afresh. */
    public enum RecalibrateAt {
        /** Before each evaluation and checkpoint. */
        EPOCH,
        /** At the end of training, and where it is stopped. */
        END
    }

    private final @Nullable String data;
    private final Loss loss;
    private final OptimizerConfig optimizer;
    private final Schedule schedule;
    private final List<GradientClip> clip;
    private final @Nullable Stopping stop;
    private final List<Keep> keep;
    private final @Nullable Averaging average;
    private final List<String> freeze;
    private final List<RateScale> rates;
    private final DataOptions dataOptions;
    private final List<Augmentation> augment;
    private final List<MetricChoice> metrics;
    private final Initializer init;
    private final int batch;
    private final int epochs;
    private final long seed;
    private final int recalibrate;
    private final RecalibrateAt recalibrateAt;

    private TrainConfig(Builder from) {
        this.data = from.data;
        this.loss = from.loss;
        this.optimizer = from.optimizer;
        this.schedule = from.schedule;
        this.clip = from.clip;
        this.stop = from.stop;
        this.keep = from.keep;
        this.average = from.average;
        this.freeze = from.freeze;
        this.rates = from.rates;
        this.dataOptions = from.dataOptions;
        this.augment = from.augment;
        this.metrics = from.metrics;
        this.init = from.init;
        this.batch = from.batch;
        this.epochs = from.epochs;
        this.seed = from.seed;
        this.recalibrate = from.recalibrate;
        this.recalibrateAt = from.recalibrateAt;
    }

    /** What to train on, as a data name, a directory or a file; null where the caller must say. */
    public @Nullable String data() {
        return data;
    }

    public Loss loss() {
        return loss;
    }

    public OptimizerConfig optimizer() {
        return optimizer;
    }

    /** How the learning rate changes from step to step. */
    public Schedule schedule() {
        return schedule;
    }

    /** What is done to gradients that are too large, in this order; mostly nothing. */
    public List<GradientClip> clip() {
        return clip;
    }

    /** When training ends before its last epoch; null where it does not. */
    public @Nullable Stopping stop() {
        return stop;
    }

    /** Which checkpoints stay beside the last one. */
    public List<Keep> keep() {
        return keep;
    }

    /** How parameters are averaged for what is measured and kept; null where they are not. */
    public @Nullable Averaging average() {
        return average;
    }

    /** The layers that training leaves as they are, by their names, in which {@code *} stands for any characters. */
    public List<String> freeze() {
        return freeze;
    }

    /** The layers that have another learning rate; the first that names a layer counts. */
    public List<RateScale> rates() {
        return rates;
    }

    /** Options of the data that hold where {@link #data} or the caller names no others: {@code validation}, {@code normalize}. */
    public DataOptions dataOptions() {
        return dataOptions;
    }

    /** How examples are changed each time that the network learns from them, in this order; mostly not at all. */
    public List<Augmentation> augment() {
        return augment;
    }

    /** What is told after each epoch beside the loss and the metric that says most. */
    public List<MetricChoice> metrics() {
        return metrics;
    }

    /** How weights begin. */
    public Initializer init() {
        return init;
    }

    /** Examples in a step. */
    public int batch() {
        return batch;
    }

    /** Times through the training data. */
    public int epochs() {
        return epochs;
    }

    /** Of weights, shuffling, augmentation and dropout. */
    public long seed() {
        return seed;
    }

    /**
     * From how many training examples the moving statistics of batch normalization are estimated afresh, with the weights as
     * they are; 0 leaves them as the batches made them. A network without has no use for it.
     */
    public int recalibrate() {
        return recalibrate;
    }

    /** When the moving statistics are estimated afresh. */
    public RecalibrateAt recalibrateAt() {
        return recalibrateAt;
    }

    /** Starts from cross-entropy, SGD at 0.1, Xavier-uniform, batch 256, 10 epochs, seed 42, statistics afresh from 1,024 examples after each epoch. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that starts from these values. */
    public Builder toBuilder() {
        return new Builder()
                .data(data)
                .loss(loss)
                .optimizer(optimizer)
                .schedule(schedule)
                .clip(clip.toArray(GradientClip[]::new))
                .stop(stop)
                .keep(keep.toArray(Keep[]::new))
                .average(average)
                .freeze(freeze.toArray(String[]::new))
                .rates(rates.toArray(RateScale[]::new))
                .dataOptions(dataOptions)
                .augment(augment.toArray(Augmentation[]::new))
                .metrics(metrics.toArray(MetricChoice[]::new))
                .init(init)
                .batch(batch)
                .epochs(epochs)
                .seed(seed)
                .recalibrate(recalibrate)
                .recalibrateAt(recalibrateAt);
    }

    /** Collects the values of a {@link TrainConfig}. */
    public static final class Builder {
        private @Nullable String data;
        private Loss loss = CrossEntropy.of();
        private OptimizerConfig optimizer = SgdConfig.of(0.1);
        private Schedule schedule = Schedule.CONSTANT;
        private List<GradientClip> clip = List.of();
        private @Nullable Stopping stop;
        private List<Keep> keep = List.of();
        private @Nullable Averaging average;
        private List<String> freeze = List.of();
        private List<RateScale> rates = List.of();
        private DataOptions dataOptions = DataOptions.none();
        private List<Augmentation> augment = List.of();
        private List<MetricChoice> metrics = List.of();
        private Initializer init = Initializer.XAVIER_UNIFORM;
        private int batch = 256;
        private int epochs = 10;
        private long seed = 42;
        private int recalibrate = RECALIBRATE;
        private RecalibrateAt recalibrateAt = RecalibrateAt.EPOCH;

        private Builder() {}

        public Builder data(@Nullable String spec) {
            this.data = spec;
            return this;
        }

        public Builder loss(Loss chosen) {
            this.loss = chosen;
            return this;
        }

        public Builder optimizer(OptimizerConfig chosen) {
            this.optimizer = chosen;
            return this;
        }

        public Builder learningRate(double rate) {
            this.optimizer = optimizer.withLearningRate(rate);
            return this;
        }

        public Builder schedule(Schedule chosen) {
            this.schedule = chosen;
            return this;
        }

        public Builder clip(GradientClip... inThisOrder) {
            this.clip = List.of(inThisOrder);
            return this;
        }

        public Builder stop(@Nullable Stopping chosen) {
            this.stop = chosen;
            return this;
        }

        public Builder keep(Keep... chosen) {
            this.keep = List.of(chosen);
            return this;
        }

        public Builder average(@Nullable Averaging chosen) {
            this.average = chosen;
            return this;
        }

        /** @param layers names or patterns: {@code "conv*", "bn1"} */
        public Builder freeze(String... layers) {
            this.freeze = List.of(layers);
            return this;
        }

        public Builder rates(RateScale... inThisOrder) {
            this.rates = List.of(inThisOrder);
            return this;
        }

        /** That part of the training data guides training instead. */
        public Builder validation(double part) {
            return dataOptions(
                    DataOptions.of(Map.of("validation", String.valueOf(part))).orElse(dataOptions));
        }

        /** Whether inputs are brought to mean 0 and deviation 1, by the training part alone; otherwise the format says. */
        public Builder normalize(boolean standard) {
            String option = standard ? "standard" : "none";
            return dataOptions(DataOptions.of(Map.of("normalize", option)).orElse(dataOptions));
        }

        public Builder dataOptions(DataOptions chosen) {
            this.dataOptions = chosen;
            return this;
        }

        public Builder augment(Augmentation... inThisOrder) {
            this.augment = List.of(inThisOrder);
            return this;
        }

        public Builder metrics(MetricChoice... chosen) {
            this.metrics = List.of(chosen);
            return this;
        }

        public Builder init(Initializer chosen) {
            this.init = chosen;
            return this;
        }

        public Builder batch(int examples) {
            this.batch = examples;
            return this;
        }

        public Builder epochs(int times) {
            this.epochs = times;
            return this;
        }

        public Builder seed(long value) {
            this.seed = value;
            return this;
        }

        public Builder recalibrate(int examples) {
            this.recalibrate = examples;
            return this;
        }

        public Builder recalibrateAt(RecalibrateAt when) {
            this.recalibrateAt = when;
            return this;
        }

        public TrainConfig build() {
            return new TrainConfig(this);
        }
    }
}
