package org.netloom.runtime.train;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a run of training may choose beside what the network's {@link TrainConfig} says: {@link #defaults}, and what is to be
 * otherwise. It never changes; each {@code with…} gives another one.
 */
public final class TrainOptions {
    private final @Nullable Long steps;
    private final boolean shuffle;
    private final @Nullable Path checkpoints;
    private final boolean overwrite;
    private final @Nullable Path resume;
    private final @Nullable String structure;
    private final TrainListener listener;

    private TrainOptions(
            @Nullable Long steps,
            boolean shuffle,
            @Nullable Path checkpoints,
            boolean overwrite,
            @Nullable Path resume,
            @Nullable String structure,
            TrainListener listener) {
        this.steps = steps;
        this.shuffle = shuffle;
        this.checkpoints = checkpoints;
        this.overwrite = overwrite;
        this.resume = resume;
        this.structure = structure;
        this.listener = listener;
    }

    /** All epochs, shuffled, without checkpoints and listener. */
    public static TrainOptions defaults() {
        return new TrainOptions(null, true, null, false, null, null, TrainListener.NONE);
    }

    /** How many steps to train, whatever the epochs; null for the epochs of the configuration. */
    public @Nullable Long steps() {
        return steps;
    }

    /** Whether each epoch has an order of its own; without, the order of the data set. */
    public boolean shuffle() {
        return shuffle;
    }

    /** The directory for {@code <net>.safetensors}, written after each epoch; null for none. */
    public @Nullable Path checkpoints() {
        return checkpoints;
    }

    /**
     * Whether a checkpoint of an earlier run there is lost; otherwise it is kept under another name, which {@link
     * TrainListener#kept} hears.
     */
    public boolean overwrite() {
        return overwrite;
    }

    /** The checkpoint that training goes on from, in the middle of an epoch, too; null for a training of its own. */
    public @Nullable Path resume() {
        return resume;
    }

    /**
     * What tells the network from others with the same parameters: its layers, one on each line, which checkpoints keep, so
     * that no other one goes on from them. Null where nobody says.
     */
    public @Nullable String structure() {
        return structure;
    }

    /** Hears of each step and each epoch. */
    public TrainListener listener() {
        return listener;
    }

    /** The same with this many steps. */
    public TrainOptions withSteps(@Nullable Long count) {
        return new TrainOptions(count, shuffle, checkpoints, overwrite, resume, structure, listener);
    }

    /** The same with or without an order of its own for each epoch. */
    public TrainOptions withShuffle(boolean chosen) {
        return new TrainOptions(steps, chosen, checkpoints, overwrite, resume, structure, listener);
    }

    /** The same with checkpoints in this directory. */
    public TrainOptions withCheckpoints(@Nullable Path directory) {
        return new TrainOptions(steps, shuffle, directory, overwrite, resume, structure, listener);
    }

    /** The same, where an earlier checkpoint is lost or kept. */
    public TrainOptions withOverwrite(boolean chosen) {
        return new TrainOptions(steps, shuffle, checkpoints, chosen, resume, structure, listener);
    }

    /**
     * The same, going on from a checkpoint that a training has left: with its parameters, optimizer, order of the data and
     * random numbers, so that it ends with the same bits as one that was never interrupted. Network, data and settings must be
     * the same, but for the number of epochs.
     */
    public TrainOptions withResume(@Nullable Path checkpoint) {
        return new TrainOptions(steps, shuffle, checkpoints, overwrite, checkpoint, structure, listener);
    }

    /** The same with the layers of the network, one on each line, by which it is known again. */
    public TrainOptions withStructure(@Nullable String text) {
        return new TrainOptions(steps, shuffle, checkpoints, overwrite, resume, text, listener);
    }

    /** The same with another listener. */
    public TrainOptions withListener(TrainListener chosen) {
        return new TrainOptions(steps, shuffle, checkpoints, overwrite, resume, structure, chosen);
    }
}
