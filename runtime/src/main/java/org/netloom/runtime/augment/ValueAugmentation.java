package org.netloom.runtime.augment;

/** Changes the values of an example where they stand. */
public non-sealed interface ValueAugmentation extends Augmentation {

    /**
     * Changes an example.
     *
     * @param example of the inputs' shape, in row-major order
     * @param random the example's, for this augmentation
     */
    void change(Inputs inputs, Draws random, float[] example);
}
