package org.netloom.runtime.augment;

import org.jspecify.annotations.Nullable;

/** Images are moved by whole pixels, up to so many each way; what comes in is black. */
public record Shift(int pixels) implements SpatialAugmentation {
    public Shift {
        Limits.atLeast(1, "a shift in pixels", pixels);
    }

    /** @param pixels from 1 on, and less than the image has */
    public static Shift of(int pixels) {
        return new Shift(pixels);
    }

    @Override
    public @Nullable String refusal(Inputs inputs) {
        String noImages = SpatialAugmentation.super.refusal(inputs);
        return noImages != null || pixels < Math.min(inputs.height(), inputs.width())
                ? noImages
                : "it moves an image of " + inputs.height() + "x" + inputs.width() + " out of sight";
    }

    @Override
    public void move(Inputs inputs, Draws random, ImageMap map) {
        map.shift(random.whole(-pixels, pixels), random.whole(-pixels, pixels));
    }

    @Override
    public String toString() {
        return "shift(" + pixels + ")";
    }
}
