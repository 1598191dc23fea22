package org.netloom.runtime.augment;

/**
 * A part of the image becomes the whole, at a random place: of at least this part of the area, and of a width to its height
 * between 3/4 and 4/3 of the image's (Szegedy et al., 2015; PyTorch's {@code RandomResizedCrop}).
 */
public record Crop(double least) implements SpatialAugmentation {
    private static final int ATTEMPTS = 10;

    public Crop {
        Limits.below(1, "the least part of a crop", least);
    }

    /** @param least above 0, below 1 */
    public static Crop of(double least) {
        return new Crop(least);
    }

    @Override
    public void move(Inputs inputs, Draws random, ImageMap map) {
        for (int i = 0; i < ATTEMPTS; i++) {
            double area = random.between(least, 1);
            double ratio = StrictMath.exp(random.between(StrictMath.log(3 / 4.0), StrictMath.log(4 / 3.0)));
            double width = Math.sqrt(area * ratio);
            double height = Math.sqrt(area / ratio);
            if (width <= 1 && height <= 1) {
                double right = random.between(-1, 1) * (1 - width) / 2 * inputs.width();
                double down = random.between(-1, 1) * (1 - height) / 2 * inputs.height();
                map.shift(-right, -down);
                map.scale(1 / width, 1 / height);
                return;
            }
        }
    }

    @Override
    public String toString() {
        return "crop(" + least + ")";
    }
}
