package org.netloom.runtime.augment;

import org.jspecify.annotations.Nullable;

/**
 * A square of the image becomes black, with its center anywhere in the image, so that a part of it may lie outside (DeVries
 * and Taylor, 2017, Cutout).
 */
public record Erase(int side, double p) implements ValueAugmentation {
    public Erase {
        Limits.atLeast(1, "the side of a square in pixels", side);
        Limits.probability(p);
    }

    /** In every image. */
    public static Erase of(int side) {
        return new Erase(side, 1);
    }

    /** The same with this probability. */
    public Erase withP(double probability) {
        return new Erase(side, probability);
    }

    @Override
    public @Nullable String refusal(Inputs inputs) {
        String noImages = inputs.refusalOfImages();
        return noImages != null || side < Math.min(inputs.height(), inputs.width())
                ? noImages
                : "it erases an image of " + inputs.height() + "x" + inputs.width() + " whole";
    }

    @Override
    public void change(Inputs inputs, Draws random, float[] example) {
        if (!random.chance(p)) {
            return;
        }
        int width = inputs.width();
        int top = random.whole(0, inputs.height() - 1) - side / 2;
        int left = random.whole(0, width - 1) - side / 2;
        for (int c = 0; c < inputs.channels(); c++) {
            float black = (float) (double) inputs.black().get(c);
            for (int y = Math.max(0, top); y < Math.min(inputs.height(), top + side); y++) {
                int row = (c * inputs.height() + y) * width;
                for (int x = Math.max(0, left); x < Math.min(width, left + side); x++) {
                    example[row + x] = black;
                }
            }
        }
    }

    @Override
    public String toString() {
        return "erase(" + side + ", p=" + p + ")";
    }
}
