package org.netloom.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PixelsTest {
    private static BufferedImage noise(int type, int height, int width) {
        BufferedImage image = new BufferedImage(width, height, type);
        SplittableRandom random = new SplittableRandom(5);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, random.nextInt() | 0xFF000000);
            }
        }
        return image;
    }

    /** From the definition: each new value is the mean of all, weighted by a triangle around its place. */
    private static double expected(Pixels pixels, int c, double[] box, double y, double x) {
        double scaleY = Math.max(1, box[2]);
        double scaleX = Math.max(1, box[3]);
        double sum = 0;
        double weights = 0;
        for (int i = 0; i < pixels.height(); i++) {
            for (int j = 0; j < pixels.width(); j++) {
                double dy = Math.abs(i + 0.5 - (box[0] + (y + 0.5) * box[2])) / scaleY;
                double dx = Math.abs(j + 0.5 - (box[1] + (x + 0.5) * box[3])) / scaleX;
                double weight = Math.max(0, 1 - dy) * Math.max(0, 1 - dx);
                sum += weight * pixels.at(c, i, j);
                weights += weight;
            }
        }
        return sum / weights;
    }

    @ParameterizedTest
    @CsvSource({
        "7,7,7,7,true",
        "20,31,8,8,true",
        "20,31,8,8,false",
        "5,9,12,10,true",
        "5,9,12,10,false",
        "1,1,4,4,true",
        "40,3,10,10,true",
        "64,48,1,1,false"
    })
    void isTheWeightedMean(int height, int width, int newHeight, int newWidth, boolean cropped) {
        for (int channels : new int[] {1, 3}) {
            Pixels pixels = Pixels.of(noise(BufferedImage.TYPE_INT_RGB, height, width), channels);
            byte[] resized = pixels.resized(newHeight, newWidth, cropped);
            double scale = Math.min((double) height / newHeight, (double) width / newWidth);
            double stepY = cropped ? scale : (double) height / newHeight;
            double stepX = cropped ? scale : (double) width / newWidth;
            double[] box = {(height - stepY * newHeight) / 2, (width - stepX * newWidth) / 2, stepY, stepX};
            for (int c = 0; c < channels; c++) {
                for (int y = 0; y < newHeight; y++) {
                    for (int x = 0; x < newWidth; x++) {
                        double value = resized[(c * newHeight + y) * newWidth + x] & 0xFF;
                        // Half a step of rounding to 8 bits, and the floats' own error.
                        assertThat(Math.abs(value - expected(pixels, c, box, y, x)))
                                .isLessThan(0.501);
                    }
                }
            }
        }
    }

    @Test
    void aCropIsTheCenter() {
        BufferedImage image = new BufferedImage(6, 2, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < 6; x++) {
            for (int y = 0; y < 2; y++) {
                image.setRGB(x, y, new Color(40 * x, 0, 255).getRGB());
            }
        }
        assertThat(Pixels.of(image, 3).resized(2, 2, true))
                .containsExactly(80, 120, 80, 120, 0, 0, 0, 0, -1, -1, -1, -1);
    }

    @Test
    void grayStaysAsItIs() {
        BufferedImage gray = new BufferedImage(256, 1, BufferedImage.TYPE_BYTE_GRAY);
        BufferedImage wide = new BufferedImage(256, 1, BufferedImage.TYPE_USHORT_GRAY);
        for (int x = 0; x < 256; x++) {
            gray.getRaster().setSample(x, 0, 0, x);
            wide.getRaster().setSample(x, 0, 0, x * 257);
        }
        for (BufferedImage image : new BufferedImage[] {gray, wide}) {
            for (int x = 0; x < 256; x++) {
                assertThat(Pixels.of(image, 1).at(0, 0, x)).isEqualTo(x);
                assertThat(Pixels.of(image, 3).at(2, 0, x)).isEqualTo(x);
            }
        }
    }

    @Test
    void colorsAreWeighedForGrayAndTransparencyIsWhite() {
        BufferedImage image = new BufferedImage(4, 1, BufferedImage.TYPE_INT_ARGB);
        image.setRGB(0, 0, 0xFFFF0000);
        image.setRGB(1, 0, 0xFF00FF00);
        image.setRGB(2, 0, 0x00000000);
        image.setRGB(3, 0, 0x80000000);
        Pixels gray = Pixels.of(image, 1);
        // Pillow's convert("L") of pure red and green.
        assertThat(gray.at(0, 0, 0)).isEqualTo(76);
        assertThat(gray.at(0, 0, 1)).isEqualTo(150);
        assertThat(gray.at(0, 0, 2)).isEqualTo(255);
        assertThat(gray.at(0, 0, 3)).isEqualTo(127);
        assertThat(Pixels.of(image, 3).at(1, 0, 0)).isZero();
    }

    @ParameterizedTest
    // Where 1 2 3 / 4 5 6 comes to, by the eight orientations of EXIF.
    @CsvSource({
        "1, 123456",
        "2, 321654",
        "3, 654321",
        "4, 456123",
        "5, 142536",
        "6, 415263",
        "7, 635241",
        "8, 362514",
        "0, 123456",
        "9, 123456"
    })
    void isTurnedAsTheCameraSays(int orientation, String expected) {
        BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < 6; i++) {
            image.getRaster().setSample(i % 3, i / 3, 0, i + 1);
        }
        Pixels turned = Pixels.of(image, 1).turned(orientation);
        StringBuilder found = new StringBuilder();
        for (int y = 0; y < turned.height(); y++) {
            for (int x = 0; x < turned.width(); x++) {
                found.append(turned.at(0, y, x));
            }
        }
        assertThat(found).hasToString(expected);
        assertThat(turned.width()).isEqualTo(orientation >= 5 && orientation <= 8 ? 2 : 3);
    }

    /** What JPEG files mostly decode to has a way of its own. */
    @Test
    void colorsAreTheSameHoweverTheyAreStored() {
        BufferedImage plain = noise(BufferedImage.TYPE_INT_RGB, 7, 11);
        BufferedImage bytes = noise(BufferedImage.TYPE_3BYTE_BGR, 7, 11);
        for (BufferedImage image : List.of(bytes, bytes.getSubimage(2, 1, 5, 4))) {
            boolean part = image.getWidth() == 5;
            for (int channels : new int[] {1, 3}) {
                Pixels expected = Pixels.of(part ? plain.getSubimage(2, 1, 5, 4) : plain, channels);
                Pixels actual = Pixels.of(image, channels);
                for (int c = 0; c < channels; c++) {
                    for (int y = 0; y < image.getHeight(); y++) {
                        for (int x = 0; x < image.getWidth(); x++) {
                            assertThat(actual.at(c, y, x)).isEqualTo(expected.at(c, y, x));
                        }
                    }
                }
            }
        }
    }
}
