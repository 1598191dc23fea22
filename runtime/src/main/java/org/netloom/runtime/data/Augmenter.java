package org.netloom.runtime.data;

import org.jspecify.annotations.Nullable;

/**
 * What changes examples on their way into a batch, anew in each epoch. What becomes of an example follows from the
 * augmenter, the epoch and the example's number alone, so that it is the same for any number of threads.
 */
public interface Augmenter {

    /** Changes single examples. For one thread, with memory of its own. */
    interface Examples {
        /**
         * Changes an example in place.
         *
         * @param example its values, of the shape that the data set has
         * @param epoch from 0
         * @param index the example's number in the data set
         */
        void change(float[] example, long epoch, int index);
    }

    /** Mixes the examples of a batch: each with another one, which is mixed with it. For one thread. */
    interface Mixture {
        /**
         * Draws how the examples of a batch are mixed.
         *
         * @param epoch from 0
         * @param first how many examples of the epoch come before the batch
         * @return which part of each example remains its own; 1 where the batch is to stay as it is
         */
        double draw(long epoch, int first);

        /** Mixes two examples with one another, as it was drawn. */
        void mix(float[] one, float[] other);
    }

    /** What a thread that makes examples takes. */
    Examples examples();

    /** What a thread that makes examples takes; null where examples are not mixed. */
    @Nullable Mixture mixture();
}
