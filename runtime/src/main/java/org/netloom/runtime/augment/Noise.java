package org.netloom.runtime.augment;

import org.jspecify.annotations.Nullable;

/** To each value a normal number is added, of this standard deviation in the values that the network sees. */
public record Noise(double deviation) implements ValueAugmentation {
    public Noise {
        Limits.within(0, Double.MAX_VALUE, "the deviation of a noise", deviation);
    }

    /** @param deviation above 0 */
    public static Noise of(double deviation) {
        return new Noise(deviation);
    }

    @Override
    public @Nullable String refusal(Inputs inputs) {
        return inputs.refusalOfTokens();
    }

    @Override
    public void change(Inputs inputs, Draws random, float[] example) {
        for (int i = 0; i < example.length; i++) {
            example[i] += (float) (deviation * random.normal());
        }
    }

    @Override
    public String toString() {
        return "noise(" + deviation + ")";
    }
}
