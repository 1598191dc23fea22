package org.netloom.runtime.train;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.checkpoint.Progress;

/**
 * What came of training.
 *
 * @param engine that computed
 * @param progress the finished epochs and steps, and the seed
 * @param imagesPerSecond of training alone, without evaluation and checkpoints
 * @param checkpoint the file that holds the last step, or null where none was written
 * @param stopped whether training ended early because somebody asked it to
 */
public record TrainReport(
        String net,
        String engine,
        Progress progress,
        Figures figures,
        double imagesPerSecond,
        @Nullable Path checkpoint,
        boolean stopped) {

    /**
     * How well the network does on each part of the data.
     *
     * @param train means over the last epoch's steps, or over what was done of it; null where no step was
     * @param validation of the inference pass at the end; null where the data have no such part, or training was stopped
     *     from outside
     * @param test of the inference pass at the end; null where training was stopped from outside
     */
    public record Figures(
            @Nullable Evaluation train,
            @Nullable Evaluation validation,
            @Nullable Evaluation test) {}

    /** Means over the last epoch's steps, or over what was done of it; null where no step was. */
    public @Nullable Evaluation train() {
        return figures.train();
    }

    /** Of the inference pass at the end; null without a validation part, or where training was stopped from outside. */
    public @Nullable Evaluation validation() {
        return figures.validation();
    }

    /** Of the inference pass at the end; null where training was stopped from outside. */
    public @Nullable Evaluation test() {
        return figures.test();
    }

    /** Finished ones. */
    public long epochs() {
        return progress.epoch();
    }

    /** Finished ones. */
    public long steps() {
        return progress.step();
    }

    /** Of weights, shuffling and dropout. */
    public long seed() {
        return progress.seed();
    }
}
