package org.netloom.runtime.augment;

import org.jspecify.annotations.Nullable;

/**
 * A rectangle of each image is another image's of its batch, at the same place of all: of the part 1 - s of the area, s drawn
 * for each batch from Beta(alpha, alpha), less what lies outside (Yun et al., 2019, CutMix).
 */
public record Cutmix(double alpha) implements MixingAugmentation {
    public Cutmix {
        Limits.within(0, 1000, "the alpha of a cutmix", alpha);
    }

    /** @param alpha above 0; 1 in the paper */
    public static Cutmix of(double alpha) {
        return new Cutmix(alpha);
    }

    @Override
    public @Nullable String refusal(Inputs inputs) {
        return inputs.refusalOfImages();
    }

    @Override
    public Mixer mixer(Inputs inputs) {
        int height = inputs.height();
        int width = inputs.width();
        return new Mixer() {
            private int top;
            private int bottom;
            private int left;
            private int right;

            @Override
            public double draw(Draws random) {
                double side = Math.sqrt(1 - random.beta(alpha));
                int high = (int) (height * side);
                int wide = (int) (width * side);
                int y = random.whole(0, height - 1);
                int x = random.whole(0, width - 1);
                top = Math.max(0, y - high / 2);
                bottom = Math.min(height, y - high / 2 + high);
                left = Math.max(0, x - wide / 2);
                right = Math.min(width, x - wide / 2 + wide);
                double cut = (double) (bottom - top) * (right - left);
                return 1 - cut / ((double) height * width);
            }

            @Override
            public void mix(float[] one, float[] other) {
                for (int c = 0; c < inputs.channels(); c++) {
                    for (int y = top; y < bottom; y++) {
                        int row = (c * height + y) * width;
                        for (int i = row + left; i < row + right; i++) {
                            float kept = one[i];
                            one[i] = other[i];
                            other[i] = kept;
                        }
                    }
                }
            }
        };
    }

    @Override
    public String toString() {
        return "cutmix(" + alpha + ")";
    }
}
