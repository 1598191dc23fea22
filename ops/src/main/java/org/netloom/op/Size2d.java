package org.netloom.op;

/**
 * Two numbers of an image: one along its height and one along its width, such as the size of a kernel or a stride.
 *
 * @param height of rows
 * @param width of columns
 */
public record Size2d(int height, int width) {
    /** No padding. */
    static final Size2d ZERO = square(0);
    /** Every row and every column. */
    static final Size2d ONE = square(1);

    /** As high as it is wide. */
    public static Size2d square(int size) {
        return new Size2d(size, size);
    }

    /** {@code 3x3}. */
    @Override
    public String toString() {
        return height + "x" + width;
    }
}
