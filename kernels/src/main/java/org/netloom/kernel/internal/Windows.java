package org.netloom.kernel.internal;

import org.netloom.op.Pool2d;

/** The windows of a pooling over a plane of {@link #height} by {@link #width}, in vectors. */
public final class Windows {
    // In fields of its own: the loops ask for them all the time.
    private final int height;
    private final int width;
    private final int outHeight;
    private final int outWidth;
    private final int kernelHeight;
    private final int kernelWidth;
    private final int strideHeight;
    private final int strideWidth;
    private final int padHeight;
    private final int padWidth;

    /** Windows of these rows and columns, without dilation. */
    public Windows(Extent rows, Extent columns) {
        height = rows.in();
        width = columns.in();
        outHeight = rows.out();
        outWidth = columns.out();
        kernelHeight = rows.kernel();
        kernelWidth = columns.kernel();
        strideHeight = rows.stride();
        strideWidth = columns.stride();
        padHeight = rows.pad();
        padWidth = columns.pad();
    }

    public static Windows of(Pool2d op, int height, int width, int outHeight, int outWidth) {
        return new Windows(
                new Extent(
                        height,
                        outHeight,
                        op.kernel().height(),
                        op.stride().height(),
                        op.pad().height(),
                        1),
                new Extent(
                        width,
                        outWidth,
                        op.kernel().width(),
                        op.stride().width(),
                        op.pad().width(),
                        1));
    }

    public int height() {
        return height;
    }

    public int width() {
        return width;
    }

    public int outHeight() {
        return outHeight;
    }

    public int outWidth() {
        return outWidth;
    }

    int kernelHeight() {
        return kernelHeight;
    }

    int kernelWidth() {
        return kernelWidth;
    }

    int strideHeight() {
        return strideHeight;
    }

    int strideWidth() {
        return strideWidth;
    }

    /** Whether no element is in two windows and no window reaches beyond the plane. */
    public boolean disjoint() {
        return strideHeight >= kernelHeight && strideWidth >= kernelWidth && padHeight == 0 && padWidth == 0;
    }

    /** Whether every element is in a window, given that they are {@link #disjoint}. */
    boolean cover() {
        return strideHeight == kernelHeight
                && strideWidth == kernelWidth
                && outHeight * kernelHeight == height
                && outWidth * kernelWidth == width;
    }

    /** Whether they are 2 by 2, the most common ones, side by side. */
    public boolean quarters() {
        return disjoint() && kernelHeight == 2 && kernelWidth == 2 && strideHeight == 2 && strideWidth == 2;
    }

    int pixels() {
        return height * width;
    }

    int outPixels() {
        return outHeight * outWidth;
    }

    int firstRow(int row) {
        return Math.max(0, row * strideHeight - padHeight);
    }

    int endRow(int row) {
        return Math.min(height, row * strideHeight - padHeight + kernelHeight);
    }

    int firstColumn(int column) {
        return Math.max(0, column * strideWidth - padWidth);
    }

    int endColumn(int column) {
        return Math.min(width, column * strideWidth - padWidth + kernelWidth);
    }
}
