package org.netloom.runtime.train;

import org.jspecify.annotations.Nullable;
import org.netloom.runtime.init.Initializer;
import org.netloom.runtime.optim.OptimizerConfig;
import org.netloom.runtime.optim.SgdConfig;

/**
 * What a {@code train} section says. What it leaves out has the {@linkplain Builder builder's} defaults.
 *
 * @param data what to train on, as a data name, a directory or a file; null where the caller must say
 * @param batch examples in a step
 * @param epochs times through the training data
 * @param seed of weights, shuffling and dropout
 * @param recalibrate from how many training examples the moving statistics of batch normalization are estimated afresh,
 *     with the weights as they are; 0 leaves them as the batches made them. A network without has no use for it.
 * @param recalibrateAt when
 */
public record TrainConfig(
        @Nullable String data,
        Loss loss,
        OptimizerConfig optimizer,
        Initializer init,
        int batch,
        int epochs,
        long seed,
        int recalibrate,
        RecalibrateAt recalibrateAt) {

    /** From how many examples moving statistics are estimated afresh where nobody says. */
    public static final int RECALIBRATE = 1024;

    /** When the moving statistics are estimated afresh. */
    public enum RecalibrateAt {
        /** Before each evaluation and checkpoint. */
        EPOCH,
        /** At the end of training, and where it is stopped. */
        END
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
        private Loss loss = Loss.CROSS_ENTROPY;
        private OptimizerConfig optimizer = new SgdConfig(0.1);
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
            return new TrainConfig(data, loss, optimizer, init, batch, epochs, seed, recalibrate, recalibrateAt);
        }
    }
}
