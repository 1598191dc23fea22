package org.netloom.runtime.augment;

/**
 * Mixes the examples of a batch with one another, and their targets as much: what a network is to say of an example is the
 * mean of what both are, by their parts. Of several each batch takes one, by chance.
 */
public non-sealed interface MixingAugmentation extends Augmentation {

    /** Mixes examples. For one thread. */
    interface Mixer {
        /**
         * Draws how the examples of a batch are mixed.
         *
         * @return which part of each example remains its own
         */
        double draw(Draws random);

        /** Mixes two examples with one another as it was drawn. */
        void mix(float[] one, float[] other);
    }

    /** Begins to mix. */
    Mixer mixer(Inputs inputs);
}
