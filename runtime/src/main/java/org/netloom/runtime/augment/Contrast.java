package org.netloom.runtime.augment;

import org.jspecify.annotations.Nullable;

/**
 * Pixels come nearer to the mean of their channel in the image, or go away from it, by one factor between 1 - range and 1 +
 * range: Keras' {@code RandomContrast}.
 */
public record Contrast(double range) implements ValueAugmentation {
    public Contrast {
        Limits.within(0, 1, "the range of a contrast", range);
    }

    /** @param range above 0, up to 1 */
    public static Contrast of(double range) {
        return new Contrast(range);
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
            double sum = 0;
            for (int i = c * plane; i < (c + 1) * plane; i++) {
                sum += example[i];
            }
            float mean = (float) (sum / plane);
            for (int i = c * plane; i < (c + 1) * plane; i++) {
                example[i] = mean + factor * (example[i] - mean);
            }
        }
    }

    @Override
    public String toString() {
        return "contrast(" + range + ")";
    }
}
