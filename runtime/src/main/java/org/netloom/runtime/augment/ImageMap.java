package org.netloom.runtime.augment;

/**
 * Where each pixel of an image comes from: an affine map, around the image's center. What is called last is done last to the
 * image. For one thread.
 */
public final class ImageMap {
    private double xx;
    private double xy;
    private double x0;
    private double yx;
    private double yy;
    private double y0;

    ImageMap() {
        restart();
    }

    /** Leaves the image as it is. */
    void restart() {
        set(1, 0, 0, 0, 1, 0);
    }

    boolean isIdentity() {
        return xx == 1 && xy == 0 && x0 == 0 && yx == 0 && yy == 1 && y0 == 0;
    }

    /** Moves what is seen to the right and down by so many pixels. */
    public void shift(double right, double down) {
        then(1, 0, -right, 0, 1, -down);
    }

    /** Mirrors it: right becomes left. */
    public void flipHorizontally() {
        then(-1, 0, 0, 0, 1, 0);
    }

    /** Turns it upside down. */
    public void flipVertically() {
        then(1, 0, 0, 0, -1, 0);
    }

    /** Turns it counterclockwise. */
    public void rotate(double degrees) {
        double sine = StrictMath.sin(StrictMath.toRadians(degrees));
        double cosine = StrictMath.cos(StrictMath.toRadians(degrees));
        then(cosine, -sine, 0, sine, cosine, 0);
    }

    /** Makes it so many times as wide and as high. */
    public void scale(double horizontally, double vertically) {
        then(1 / horizontally, 0, 0, 0, 1 / vertically, 0);
    }

    /** Slants it: what stood upright leans by this angle to the right. */
    public void shear(double degrees) {
        then(1, StrictMath.tan(StrictMath.toRadians(degrees)), 0, 0, 1, 0);
    }

    /** Behind what was: a place of the new image is mapped by this first. */
    private void then(double a, double b, double c, double d, double e, double f) {
        set(
                xx * a + xy * d,
                xx * b + xy * e,
                xx * c + xy * f + x0,
                yx * a + yy * d,
                yx * b + yy * e,
                yx * c + yy * f + y0);
    }

    private void set(double a, double b, double c, double d, double e, double f) {
        xx = a;
        xy = b;
        x0 = c;
        yx = d;
        yy = e;
        y0 = f;
    }

    /**
     * Writes the image as it is mapped: between pixels by bilinear interpolation, with black around the image. Where places
     * are whole, as of shifts and flips, pixels stay as they are.
     */
    void resample(Inputs inputs, float[] from, float[] to) {
        int height = inputs.height();
        int width = inputs.width();
        double centerX = (width - 1) / 2.0;
        double centerY = (height - 1) / 2.0;
        for (int c = 0; c < inputs.channels(); c++) {
            int plane = c * height * width;
            float black = (float) (double) inputs.black().get(c);
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    double right = x - centerX;
                    double down = y - centerY;
                    double fromX = xx * right + xy * down + x0 + centerX;
                    double fromY = yx * right + yy * down + y0 + centerY;
                    to[plane + y * width + x] = at(from, plane, width, height, fromX, fromY, black);
                }
            }
        }
    }

    private static float at(float[] from, int plane, int width, int height, double x, double y, float black) {
        if (!(x > -1 && x < width && y > -1 && y < height)) {
            return black;
        }
        // Moved into the positive numbers, where a cast rounds down.
        int left = (int) (x + 1) - 1;
        int top = (int) (y + 1) - 1;
        float toRight = (float) (x - left);
        float toBottom = (float) (y - top);
        float upper = between(from, plane + top * width, left, toRight, top >= 0, width, black);
        if (toBottom == 0) {
            return upper;
        }
        float lower = between(from, plane + (top + 1) * width, left, toRight, top + 1 < height, width, black);
        return upper + (lower - upper) * toBottom;
    }

    private static float between(
            float[] from, int row, int left, float toRight, boolean inside, int width, float black) {
        if (!inside) {
            return black;
        }
        float first = left >= 0 ? from[row + left] : black;
        if (toRight == 0) {
            return first;
        }
        float second = left + 1 < width ? from[row + left + 1] : black;
        return first + (second - first) * toRight;
    }
}
