package org.netloom.runtime.augment;

/** Images are slanted: what stands upright leans by up to so many degrees either way. */
public record Shear(double degrees) implements SpatialAugmentation {
    public Shear {
        Limits.below(90, "a shear in degrees", degrees);
    }

    /** @param degrees above 0, below 90 */
    public static Shear of(double degrees) {
        return new Shear(degrees);
    }

    @Override
    public void move(Inputs inputs, Draws random, ImageMap map) {
        map.shear(random.between(-degrees, degrees));
    }

    @Override
    public String toString() {
        return "shear(" + degrees + ")";
    }
}
