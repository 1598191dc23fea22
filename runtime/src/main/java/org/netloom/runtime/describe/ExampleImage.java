package org.netloom.runtime.describe;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.data.Dataset;
import org.netloom.runtime.data.Preprocessing;

/** Examples as a person sees them: images of one channel or three, as they were before they were standardized. */
final class ExampleImage {
    private final Dataset data;
    private final Preprocessing.@Nullable Images images;
    private final @Nullable Range range;
    private final double[] example;

    /**
     * @param images what was done to the pixels, if that is known
     * @param range of all values, which is stretched where it is not 0 to 1; null for that of each image by itself
     */
    ExampleImage(Dataset data, Preprocessing.@Nullable Images images, @Nullable Range range) {
        this.data = data;
        this.images = images;
        this.range = range;
        this.example = new double[data.shape().stream().reduce(1, Math::multiplyExact)];
    }

    /** Whether the examples can be seen. */
    static boolean fits(Dataset data) {
        List<Integer> shape = data.shape();
        return data.tokens() == 0 && shape.size() == 3 && (shape.get(0) == 1 || shape.get(0) == 3);
    }

    /** A PNG in base64. */
    String png(int index) {
        data.copy(index, example, 0);
        return png();
    }

    /** The same of values of the data's shape. */
    String png(float[] values) {
        for (int i = 0; i < example.length; i++) {
            example[i] = values[i];
        }
        return png();
    }

    private String png() {
        double least = range == null ? Double.POSITIVE_INFINITY : range.least();
        double greatest = range == null ? Double.NEGATIVE_INFINITY : range.greatest();
        for (int i = 0; range == null && i < example.length; i++) {
            least = Math.min(least, example[i]);
            greatest = Math.max(greatest, example[i]);
        }
        int channels = data.shape().get(0);
        int height = data.shape().get(1);
        int width = data.shape().get(2);
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int rgb = 0;
                for (int c = 0; c < 3; c++) {
                    int channel = channels == 1 ? 0 : c;
                    double value = example[(channel * height + y) * width + x];
                    rgb = rgb << 8 | shade(channel, value, least, greatest);
                }
                image.setRGB(x, y, rgb);
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    /** 0..255, as the pixel was before it was standardized; values of another range are stretched to it. */
    private int shade(int channel, double value, double least, double greatest) {
        double light = value;
        if (images != null && !images.mean().isEmpty()) {
            light = value * images.deviation().get(channel) + images.mean().get(channel);
        } else if (least < 0 || greatest > 1) {
            light = (value - least) / (greatest - least);
        }
        return (int) Math.round(255 * Math.max(0, Math.min(1, light)));
    }
}
