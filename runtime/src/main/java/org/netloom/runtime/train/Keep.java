package org.netloom.runtime.train;

import java.nio.file.Path;
import java.util.Map;

/** Which checkpoints of a training stay beside the last one. It never changes. */
public interface Keep {

    /** The checkpoints of one training. For one thread. */
    interface Shelf {
        /**
         * A checkpoint was written behind an epoch.
         *
         * @param file it; the next one will take its place
         * @param epoch from 1
         * @param train means over the epoch's steps
         * @param validation of the inference pass after it
         * @throws org.netloom.runtime.exception.NetworkException in one sentence, where it cannot be kept
         */
        void saved(Path file, long epoch, Evaluation train, Evaluation validation);

        /** What it has learned from the epochs, by name: all that {@link #resume} needs to go on. */
        default Map<String, Double> state() {
            return Map.of();
        }

        /** Goes on from what another shelf has learned. */
        default void resume(Map<String, Double> state) {}
    }

    /** Begins a training. */
    Shelf shelf();
}
