package org.netloom.runtime.train;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.loss.Loss;

/**
 * When training ends before its last epoch. It never changes, and its text is that of the train section: by it checkpoints
 * know it again.
 */
public interface Stopping {

    /** What an epoch means. */
    enum Verdict {
        /** It is the best so far: its parameters are those to go back to. */
        BEST,
        /** Training goes on. */
        GO_ON,
        /** Training ends, with the parameters of the best epoch. */
        STOP
    }

    /** Looks at the epochs of one training. For one thread. */
    interface Watch {
        /**
         * An epoch is over.
         *
         * @param train means over its steps
         * @param validation of the inference pass after it
         */
        Verdict epoch(Evaluation train, Evaluation validation);

        /** What it has learned from the epochs, by name: all that {@link #resume} needs to go on. */
        Map<String, Double> state();

        /** Goes on from what another watch has learned. */
        void resume(Map<String, Double> state);
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
    Watch watch();
}
