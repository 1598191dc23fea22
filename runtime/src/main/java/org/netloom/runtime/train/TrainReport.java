package org.netloom.runtime.train;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What came of training.
 *
 * @param engine that computed
 * @param epochs finished ones
 * @param steps finished ones
 * @param train means over the last epoch's steps, or over what was done of it; null where no step was
 * @param test of the inference pass at the end; null where training was stopped from outside
 * @param imagesPerSecond of training alone, without evaluation and checkpoints
 * @param checkpoint the file that holds the last step, or null where none was written
 * @param stopped whether training ended early because somebody asked it to
 */
public record TrainReport(
        String net,
        String engine,
        long epochs,
        long steps,
        @Nullable Evaluation train,
        @Nullable Evaluation test,
        double imagesPerSecond,
        long seed,
        @Nullable Path checkpoint,
        boolean stopped) {}
