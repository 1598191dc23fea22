package org.netloom.runtime.augment;

import org.jspecify.annotations.Nullable;

/**
 * A way to change examples each time that a network learns from them, so that it sees more than there are. It is a {@link
 * SpatialAugmentation}, which moves pixels, a {@link ValueAugmentation}, which changes values, or a {@link MixingAugmentation}.
 * It never changes, and its text is that of the train section: by it checkpoints know it again.
 */
public sealed interface Augmentation permits SpatialAugmentation, ValueAugmentation, MixingAugmentation {

    /** Why it cannot be with such inputs, as {@code moves images, and these are no images}; null where it can. */
    @Nullable String refusal(Inputs inputs);
}
