package org.netloom.runtime.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GlyphsTest {
    private static final int PIXELS = 28 * 28;
    private final Dataset train = Glyphs.split().train();
    private final Dataset test = Glyphs.split().test();

    private static float[] image(Dataset data, int index) {
        float[] image = new float[PIXELS];
        data.copy(index, image, 0);
        return image;
    }

    @Test
    void saysWhatItIs() {
        assertThat(Datasets.open("glyphs").description())
                .isEqualTo("glyphs: 20,480 training and 4,096 test examples of 1x28x28 in 10 classes");
        assertThat(train.shape()).containsExactly(1, 28, 28);
    }

    @Test
    void anImageFollowsFromItsIndexToTheLastBit() {
        // Another machine, another Java: the same digits. A change here changes the data.
        int hash = 1;
        for (int i = 0; i < 200; i++) {
            hash = 31 * hash + Arrays.hashCode(image(train, i));
        }
        assertThat(hash).isEqualTo(1869319120);
        assertThat(image(train, 123)).isEqualTo(image(Glyphs.split().train(), 123));
    }

    @Test
    void noImageComesTwiceAndTestImagesAreNotTrainingImages() {
        Set<Integer> seen = new HashSet<>();
        for (int i = 0; i < 2000; i++) {
            seen.add(Arrays.hashCode(image(train, i)));
            seen.add(Arrays.hashCode(image(test, i)));
        }
        assertThat(seen).hasSize(4000);
    }

    @Test
    void pixelsAreInkOnPaper() {
        for (int i = 0; i < 2000; i++) {
            float[] image = image(train, i);
            int inked = 0;
            for (float pixel : image) {
                assertThat(pixel).isBetween(0f, 1f);
                inked += pixel > 0.4f ? 1 : 0;
            }
            // From a thin 1 to a bold 0, with the strokes of no digit outside of the image.
            assertThat(inked).as("image %d", i).isBetween(15, 300);
        }
    }

    @Test
    void classesAreBalanced() {
        int[] counts = new int[10];
        for (int i = 0; i < test.size(); i++) {
            counts[test.label(i)]++;
        }
        assertThat(counts).containsOnly(409, 410);
    }

    @Test
    void writesWhereItIsTold() {
        float[] wide = new float[PIXELS + 20];
        Arrays.fill(wide, -7);
        train.copy(5, wide, 10);
        assertThat(Arrays.copyOfRange(wide, 10, 10 + PIXELS)).isEqualTo(image(train, 5));
        assertThat(Arrays.copyOf(wide, 10)).containsOnly(-7);
        assertThat(Arrays.copyOfRange(wide, 10 + PIXELS, wide.length)).containsOnly(-7);
    }

    @Test
    void classesDifferMoreThanWritings() {
        // Nearest mean image over the test set: far better than chance, far from solved.
        float[][] means = new float[10][PIXELS];
        for (int i = 0; i < 5000; i++) {
            float[] image = image(train, i);
            for (int j = 0; j < PIXELS; j++) {
                means[train.label(i)][j] += image[j] / 500;
            }
        }
        int right = 0;
        for (int i = 0; i < 1000; i++) {
            float[] image = image(test, i);
            int best = 0;
            double least = Double.MAX_VALUE;
            for (int digit = 0; digit < 10; digit++) {
                double distance = 0;
                for (int j = 0; j < PIXELS; j++) {
                    distance += (image[j] - means[digit][j]) * (image[j] - means[digit][j]);
                }
                if (distance < least) {
                    least = distance;
                    best = digit;
                }
            }
            right += best == test.label(i) ? 1 : 0;
        }
        assertThat(right).isBetween(500, 900);
    }
}
