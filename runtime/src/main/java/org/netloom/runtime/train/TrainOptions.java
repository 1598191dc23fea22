package org.netloom.runtime.train;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a run of training may choose beside what the network's {@link TrainConfig} says.
 *
 * @param steps how many steps to train, whatever the epochs; null for the epochs of the configuration
 * @param shuffle whether each epoch has an order of its own; without, the order of the data set
 * @param checkpoints the directory for {@code <net>.safetensors}, written after each epoch; null for none
 * @param overwrite whether a checkpoint of an earlier run there is lost; otherwise it is kept under another name, which
 *     {@link TrainListener#kept} hears
 */
public record TrainOptions(
        @Nullable Long steps, boolean shuffle, @Nullable Path checkpoints, boolean overwrite, TrainListener listener) {

    /** All epochs, shuffled, without checkpoints and listener. */
    public static TrainOptions defaults() {
        return new TrainOptions(null, true, null, false, TrainListener.NONE);
    }

    public TrainOptions withSteps(@Nullable Long count) {
        return new TrainOptions(count, shuffle, checkpoints, overwrite, listener);
    }

    public TrainOptions withShuffle(boolean chosen) {
        return new TrainOptions(steps, chosen, checkpoints, overwrite, listener);
    }

    public TrainOptions withCheckpoints(@Nullable Path directory) {
        return new TrainOptions(steps, shuffle, directory, overwrite, listener);
    }

    public TrainOptions withOverwrite(boolean chosen) {
        return new TrainOptions(steps, shuffle, checkpoints, chosen, listener);
    }

    public TrainOptions withListener(TrainListener chosen) {
        return new TrainOptions(steps, shuffle, checkpoints, overwrite, chosen);
    }
}
