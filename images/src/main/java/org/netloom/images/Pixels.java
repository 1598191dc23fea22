package org.netloom.images;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/** A decoded image: one or three planes of 8-bit values, row after row. */
final class Pixels {
    private static final int WHITE = 255;

    private final int channels;
    private final int height;
    private final int width;
    private final byte[] values;

    private Pixels(int channels, int height, int width, byte[] values) {
        this.channels = channels;
        this.height = height;
        this.width = width;
        this.values = values;
    }

    int height() {
        return height;
    }

    int width() {
        return width;
    }

    int at(int channel, int y, int x) {
        return values[(channel * height + y) * width + x] & 0xFF;
    }

    /**
     * Of an image, what is transparent over white.
     *
     * @param channels 1 for gray, as Pillow computes it of colors, or 3 for red, green and blue
     */
    static Pixels of(BufferedImage image, int channels) {
        int height = image.getHeight();
        int width = image.getWidth();
        Pixels pixels = new Pixels(channels, height, width, new byte[Math.multiplyExact(channels * height, width)]);
        if (image.getRaster().getNumBands() <= 2 && !(image.getColorModel() instanceof IndexColorModel)) {
            pixels.fillGray(image.getRaster());
        } else if (image.getType() == BufferedImage.TYPE_3BYTE_BGR
                && image.getColorModel().getColorSpace().isCS_sRGB()) {
            pixels.fillBytes(image.getRaster());
        } else {
            pixels.fillColor(image);
        }
        return pixels;
    }

    /** Straight from the samples: Java's own way to colors takes gray for linear, and makes it lighter. */
    private void fillGray(Raster raster) {
        int bits = Math.min(16, raster.getSampleModel().getSampleSize(0));
        int most = (1 << bits) - 1;
        boolean signed = raster.getDataBuffer().getDataType() == DataBuffer.TYPE_SHORT;
        int[] gray = new int[width];
        int[] alpha = new int[width];
        for (int y = 0; y < height; y++) {
            raster.getSamples(raster.getMinX(), raster.getMinY() + y, width, 1, 0, gray);
            if (raster.getNumBands() == 2) {
                raster.getSamples(raster.getMinX(), raster.getMinY() + y, width, 1, 1, alpha);
            }
            for (int x = 0; x < width; x++) {
                int value = to8Bits(signed ? gray[x] & 0xFFFF : gray[x], most);
                if (raster.getNumBands() == 2) {
                    value = over(value, to8Bits(alpha[x], most));
                }
                for (int c = 0; c < channels; c++) {
                    values[(c * height + y) * width + x] = (byte) value;
                }
            }
        }
    }

    private static int to8Bits(int value, int most) {
        return most == 255 ? value : (int) ((value * 255L + most / 2) / most);
    }

    /** Of colors in bytes, as most JPEG files are: what {@link #fillColor} gets of them, in a fifth of the time. */
    private void fillBytes(Raster raster) {
        byte[] row = new byte[3 * width];
        for (int y = 0; y < height; y++) {
            raster.getDataElements(raster.getMinX(), raster.getMinY() + y, width, 1, row);
            for (int x = 0; x < width; x++) {
                fill(y * width + x, row[3 * x] & 0xFF, row[3 * x + 1] & 0xFF, row[3 * x + 2] & 0xFF);
            }
        }
    }

    private void fillColor(BufferedImage image) {
        int[] row = new int[width];
        for (int y = 0; y < height; y++) {
            image.getRGB(0, y, width, 1, row, 0, width);
            for (int x = 0; x < width; x++) {
                int alpha = row[x] >>> 24;
                int red = over((row[x] >> 16) & 0xFF, alpha);
                int green = over((row[x] >> 8) & 0xFF, alpha);
                int blue = over(row[x] & 0xFF, alpha);
                fill(y * width + x, red, green, blue);
            }
        }
    }

    private void fill(int at, int red, int green, int blue) {
        if (channels == 1) {
            // ITU-R 601 in fixed point, as Pillow's convert("L").
            values[at] = (byte) ((red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16);
        } else {
            int plane = height * width;
            values[at] = (byte) red;
            values[plane + at] = (byte) green;
            values[2 * plane + at] = (byte) blue;
        }
    }

    private static int over(int value, int alpha) {
        return alpha == 255 ? value : (value * alpha + WHITE * (255 - alpha) + 127) / 255;
    }

    /** The way up that a camera has noted: EXIF's orientation, 1 to 8. */
    Pixels turned(int orientation) {
        if (orientation < 2 || orientation > 8) {
            return this;
        }
        boolean swapped = orientation >= 5;
        int newHeight = swapped ? width : height;
        int newWidth = swapped ? height : width;
        byte[] turned = new byte[values.length];
        for (int c = 0; c < channels; c++) {
            for (int y = 0; y < newHeight; y++) {
                for (int x = 0; x < newWidth; x++) {
                    // Where this pixel is in the picture as it is stored: 6 turns clockwise, 8 the other way.
                    int fromY;
                    int fromX;
                    if (swapped) {
                        fromY = orientation == 6 || orientation == 7 ? height - 1 - x : x;
                        fromX = orientation == 7 || orientation == 8 ? width - 1 - y : y;
                    } else {
                        fromY = orientation == 3 || orientation == 4 ? height - 1 - y : y;
                        fromX = orientation == 2 || orientation == 3 ? width - 1 - x : x;
                    }
                    turned[(c * newHeight + y) * newWidth + x] = (byte) at(c, fromY, fromX);
                }
            }
        }
        return new Pixels(channels, newHeight, newWidth, turned);
    }

    /**
     * Brings the image to a size, bilinear, and over as many pixels as one of the smaller image covers, as Pillow and
     * torchvision (antialias) do.
     *
     * @param cropped whether the largest centered part of the right proportions is taken, else all of it is stretched
     * @return channels planes of height × width values, 0..255
     */
    byte[] resized(int newHeight, int newWidth, boolean cropped) {
        double scale = Math.min((double) height / newHeight, (double) width / newWidth);
        double boxHeight = cropped ? scale * newHeight : height;
        double boxWidth = cropped ? scale * newWidth : width;
        Taps rows = Taps.of(height, (height - boxHeight) / 2, boxHeight, newHeight);
        Taps columns = Taps.of(width, (width - boxWidth) / 2, boxWidth, newWidth);
        byte[] resized = new byte[Math.multiplyExact(channels * newHeight, newWidth)];
        int firstRow = rows.first();
        float[] narrow = new float[Math.multiplyExact(rows.end() - firstRow, newWidth)];
        for (int c = 0; c < channels; c++) {
            for (int y = firstRow; y < rows.end(); y++) {
                int line = (c * height + y) * width;
                for (int x = 0; x < newWidth; x++) {
                    float sum = 0;
                    float[] weights = columns.weights[x];
                    int from = line + columns.from[x];
                    for (int i = 0; i < weights.length; i++) {
                        sum += weights[i] * (values[from + i] & 0xFF);
                    }
                    narrow[(y - firstRow) * newWidth + x] = sum;
                }
            }
            for (int y = 0; y < newHeight; y++) {
                float[] weights = rows.weights[y];
                for (int x = 0; x < newWidth; x++) {
                    float sum = 0;
                    for (int i = 0; i < weights.length; i++) {
                        sum += weights[i] * narrow[(rows.from[y] - firstRow + i) * newWidth + x];
                    }
                    resized[(c * newHeight + y) * newWidth + x] = (byte) Math.max(0, Math.min(255, Math.round(sum)));
                }
            }
        }
        return resized;
    }

    /** Which values make up each new one, and how much of each: a triangle as wide as the step, two pixels at least. */
    private static final class Taps {
        final int[] from;
        final float[][] weights;

        private Taps(int[] from, float[][] weights) {
            this.from = from;
            this.weights = weights;
        }

        static Taps of(int size, double start, double length, int newSize) {
            double step = length / newSize;
            double support = Math.max(1, step);
            int[] from = new int[newSize];
            float[][] weights = new float[newSize][];
            for (int i = 0; i < newSize; i++) {
                double center = start + (i + 0.5) * step;
                int first = Math.max(0, (int) (center - support + 0.5));
                int end = Math.min(size, (int) (center + support + 0.5));
                first = Math.min(first, size - 1);
                end = Math.max(end, first + 1);
                double[] exact = new double[end - first];
                double sum = 0;
                for (int k = 0; k < exact.length; k++) {
                    exact[k] = Math.max(0, 1 - Math.abs((first + k + 0.5 - center) / support));
                    sum += exact[k];
                }
                weights[i] = new float[exact.length];
                for (int k = 0; k < exact.length; k++) {
                    weights[i][k] = (float) (sum > 0 ? exact[k] / sum : 1.0 / exact.length);
                }
                from[i] = first;
            }
            return new Taps(from, weights);
        }

        int first() {
            return from[0];
        }

        int end() {
            return from[from.length - 1] + weights[from.length - 1].length;
        }
    }
}
