package org.netloom.runtime.augment;

/** Images are turned about their center, by up to so many degrees either way. */
public record Rotate(double degrees) implements SpatialAugmentation {
    public Rotate {
        Limits.within(0, 180, "a rotation in degrees", degrees);
    }

    /** @param degrees above 0, up to 180 */
    public static Rotate of(double degrees) {
        return new Rotate(degrees);
    }

    @Override
    public void move(Inputs inputs, Draws random, ImageMap map) {
        map.rotate(random.between(-degrees, degrees));
    }

    @Override
    public String toString() {
        return "rotate(" + degrees + ")";
    }
}
