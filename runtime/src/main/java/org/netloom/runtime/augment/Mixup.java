package org.netloom.runtime.augment;

import org.jspecify.annotations.Nullable;

/**
 * Each example becomes {@code s x + (1 - s) x'} with another example x' of its batch, s drawn for each batch from Beta(alpha,
 * alpha) (Zhang et al., 2018, mixup).
 */
public record Mixup(double alpha) implements MixingAugmentation {
    public Mixup {
        Limits.within(0, 1000, "the alpha of a mixup", alpha);
    }

    /** @param alpha above 0: the smaller, the less examples are mixed */
    public static Mixup of(double alpha) {
        return new Mixup(alpha);
    }

    @Override
    public @Nullable String refusal(Inputs inputs) {
        return inputs.refusalOfTokens();
    }

    @Override
    public Mixer mixer(Inputs inputs) {
        return new Mixer() {
            private double share;

            @Override
            public double draw(Draws random) {
                share = random.beta(alpha);
                return share;
            }

            @Override
            public void mix(float[] one, float[] other) {
                for (int i = 0; i < one.length; i++) {
                    double first = one[i];
                    double second = other[i];
                    one[i] = (float) (share * first + (1 - share) * second);
                    other[i] = (float) (share * second + (1 - share) * first);
                }
            }
        };
    }

    @Override
    public String toString() {
        return "mixup(" + alpha + ")";
    }
}
