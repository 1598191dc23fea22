package org.netloom.runtime.augment;

import org.jspecify.annotations.Nullable;

/** All pixels are multiplied with one number between 1 - range and 1 + range, as they were before they were standardized. */
public record Brightness(double range) implements ValueAugmentation {
    public Brightness {
        Limits.within(0, 1, "the range of a brightness", range);
    }

    /** @param range above 0, up to 1 */
    public static Brightness of(double range) {
        return new Brightness(range);
    }

    @Override
    public @Nullable String refusal(Inputs inputs) {
        return inputs.refusalOfImages();
    }

    @Override
    public void change(Inputs inputs, Draws random, float[] example) {
        float factor = (float) random.between(1 - range, 1 + range);
        int plane = inputs.height() * inputs.width();
        for (int c = 0; c < inputs.channels(); c++) {
            float black = (float) (double) inputs.black().get(c);
            for (int i = c * plane; i < (c + 1) * plane; i++) {
                example[i] = black + factor * (example[i] - black);
            }
        }
    }

    @Override
    public String toString() {
        return "brightness(" + range + ")";
    }
}
