package org.netloom.runtime.augment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ImageMapTest {
    /** Interpolation rounds to floats; the values are below 1. */
    private static final Offset<Float> ROUNDING = Offset.offset(1e-6f);

    private static final Inputs SMALL = new Inputs(List.of(1, 3, 4), false, List.of(-1.5));
    private static final float[] TWELVE = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};

    private static float[] resampled(Inputs inputs, ImageMap map, float[] image) {
        float[] to = new float[image.length];
        map.resample(inputs, image, to);
        return to;
    }

    private static float[] noise(int values) {
        SplittableRandom random = new SplittableRandom(7);
        float[] image = new float[values];
        for (int i = 0; i < values; i++) {
            image[i] = (float) random.nextDouble();
        }
        return image;
    }

    @Test
    void shiftsWholePixelsAndLetsBlackIn() {
        ImageMap map = new ImageMap();
        map.shift(1, -1);
        assertThat(resampled(SMALL, map, TWELVE))
                .containsExactly(-1.5f, 5, 6, 7, -1.5f, 9, 10, 11, -1.5f, -1.5f, -1.5f, -1.5f);
    }

    @Test
    void flipsExactly() {
        ImageMap horizontally = new ImageMap();
        horizontally.flipHorizontally();
        assertThat(resampled(SMALL, horizontally, TWELVE)).containsExactly(4, 3, 2, 1, 8, 7, 6, 5, 12, 11, 10, 9);
        ImageMap vertically = new ImageMap();
        vertically.flipVertically();
        assertThat(resampled(SMALL, vertically, TWELVE)).containsExactly(9, 10, 11, 12, 5, 6, 7, 8, 1, 2, 3, 4);
    }

    @Test
    void turnsCounterclockwise() {
        Inputs square = new Inputs(List.of(2, 3, 3), false, List.of(0.0, 0.0));
        ImageMap map = new ImageMap();
        map.rotate(90);
        float[] turned = resampled(square, map, new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 0, 0, 0, 0, 0, 0, 0});
        assertThat(turned)
                .usingComparatorWithPrecision(1e-5f)
                .containsExactly(3, 6, 9, 2, 5, 8, 1, 4, 7, 0, 0, 0, 1, 0, 0, 0, 0, 0);
    }

    /** What is slanted by 45 degrees moves by as many pixels as it stands above the middle. */
    @Test
    void leansToTheRight() {
        Inputs square = new Inputs(List.of(1, 3, 3), false, List.of(0.0));
        ImageMap map = new ImageMap();
        map.shear(45);
        assertThat(resampled(square, map, new float[] {0, 1, 0, 0, 1, 0, 0, 1, 0}))
                .usingComparatorWithPrecision(1e-5f)
                .containsExactly(0, 0, 1, 0, 1, 0, 1, 0, 0);
    }

    /** Twice as large: halfway between two pixels is their mean. */
    @Test
    void interpolatesBetweenPixels() {
        Inputs row = new Inputs(List.of(1, 1, 4), false, List.of(0.0));
        ImageMap map = new ImageMap();
        map.scale(2, 1);
        assertThat(resampled(row, map, new float[] {0, 4, 8, 0}))
                .usingComparatorWithPrecision(1e-6f)
                .containsExactly(3, 5, 7, 6);
    }

    /** Against the same map computed pixel by pixel in double, as the definition has it. */
    @Test
    void isTheBilinearSampleOfTheDefinition() {
        int height = 9;
        int width = 7;
        Inputs inputs = new Inputs(List.of(1, height, width), false, List.of(0.25));
        float[] image = noise(height * width);
        ImageMap map = new ImageMap();
        map.rotate(20);
        map.scale(1.1, 1.1);
        map.shift(1, 2);
        float[] actual = resampled(inputs, map, image);
        double angle = Math.toRadians(20);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                // Backwards: what was done last is undone first.
                double right = (x - (width - 1) / 2.0 - 1) / 1.1;
                double down = (y - (height - 1) / 2.0 - 2) / 1.1;
                double fromX = Math.cos(angle) * right - Math.sin(angle) * down + (width - 1) / 2.0;
                double fromY = Math.sin(angle) * right + Math.cos(angle) * down + (height - 1) / 2.0;
                double expected = 0;
                for (int j = -2; j <= height + 1; j++) {
                    for (int i = -2; i <= width + 1; i++) {
                        double weight = Math.max(0, 1 - Math.abs(fromX - i)) * Math.max(0, 1 - Math.abs(fromY - j));
                        boolean inside = i >= 0 && i < width && j >= 0 && j < height;
                        expected += weight * (inside ? image[j * width + i] : 0.25);
                    }
                }
                boolean farOutside = fromX <= -1 || fromX >= width || fromY <= -1 || fromY >= height;
                assertThat(actual[y * width + x]).isCloseTo(farOutside ? 0.25f : (float) expected, ROUNDING);
            }
        }
    }

    /** There and back are one map, which leaves the image as it was; one after another would blur it. */
    @Test
    void mapsThatFollowOneAnotherAreOne() {
        Inputs inputs = new Inputs(List.of(1, 8, 8), false, List.of(0.0));
        float[] image = noise(64);
        ImageMap map = new ImageMap();
        map.rotate(33);
        map.shift(2, 1);
        map.shift(-2, -1);
        map.rotate(-33);
        assertThat(resampled(inputs, map, image))
                .usingComparatorWithPrecision(1e-5f)
                .containsExactly(image);
    }
}
