package org.netloom.runtime.train;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.checkpoint.Progress;

/**
 * What came of training.
 *
 * @param engine that computed
 * @param progress the finished epochs and steps, and the seed
 * @param train means over the last epoch's steps, or over what was done of it; null where no step was
 * @param test of the inference pass at the end; null where training was stopped from outside
 * @param imagesPerSecond of training alone, without evaluation and checkpoints
 * @param checkpoint the file that holds the last step, or null where none was written
 * @param stopped whether training ended early because somebody asked it to
 */
public record TrainReport(
        String net,
        String engine,
        Progress progress,
        @Nullable Evaluation train,
        @Nullable Evaluation test,
        double imagesPerSecond,
        @Nullable Path checkpoint,
        boolean stopped) {

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
