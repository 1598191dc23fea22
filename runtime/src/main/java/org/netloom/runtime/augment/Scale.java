package org.netloom.runtime.augment;

/** Images become larger or smaller about their center, by a factor between 1 - range and 1 + range. */
public record Scale(double range) implements SpatialAugmentation {
    public Scale {
        Limits.below(1, "the range of a scale", range);
    }

    /** @param range above 0, below 1 */
    public static Scale of(double range) {
        return new Scale(range);
    }

    @Override
    public void move(Inputs inputs, Draws random, ImageMap map) {
        double factor = random.between(1 - range, 1 + range);
        map.scale(factor, factor);
    }

    @Override
    public String toString() {
        return "scale(" + range + ")";
    }
}
