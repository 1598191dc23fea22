package org.netloom.runtime.train;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.loss.Loss;

/**
 * Which checkpoints of a training stay beside the last one. It never changes, and its text is that of the train section: by it
 * checkpoints know it again.
 */
public interface Keep {

    /** The checkpoints of one training. For one thread. */
    interface Shelf {
        /**
         * An epoch is over, and its checkpoint is about to be written, with what {@link #state} says then.
         *
         * @param train means over the epoch's steps
         * @param validation of the inference pass after it
         * @return whether that checkpoint is to be kept
         */
        boolean keeps(Evaluation train, Evaluation validation);

        /**
         * A checkpoint that is to be kept was written.
         *
         * @param file it; the next one will take its place
         * @param epoch from 1
         * @throws org.netloom.runtime.exception.NetworkException in one sentence, where it cannot be kept
         */
        void keep(Path file, long epoch);

        /** What it has learned from the epochs, by name: all that {@link #resume} needs to go on. */
        default Map<String, Double> state() {
            return Map.of();
        }

        /** Goes on from what another shelf has learned. */
        default void resume(Map<String, Double> state) {}
    }

    /**
     * Why it cannot be with networks that put out such things; null where it can.
     *
     * @param says what outputs say, as the loss has it
     */
    default @Nullable String refusal(Loss.Says says) {
        return null;
    }

    /** Begins a training. */
    Shelf shelf();
}
