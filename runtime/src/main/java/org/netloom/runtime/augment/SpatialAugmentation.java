package org.netloom.runtime.augment;

import org.jspecify.annotations.Nullable;

/**
 * Moves the pixels of images [channels, height, width]. Several in a row are one map, by which each image is resampled once:
 * it loses less than by one after another.
 */
public non-sealed interface SpatialAugmentation extends Augmentation {

    /**
     * Draws how an image is moved.
     *
     * @param random the image's, for this augmentation
     * @param map to be gone on with
     */
    void move(Inputs inputs, Draws random, ImageMap map);

    @Override
    default @Nullable String refusal(Inputs inputs) {
        return inputs.refusalOfImages();
    }
}
