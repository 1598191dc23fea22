package org.netloom.runtime.vector.kernel;

import org.netloom.op.Pool2d;

/** The windows of a pooling over a plane of {@code height} by {@code width}, in vectors. */
public record Windows(
        int height,
        int width,
        int outHeight,
        int outWidth,
        int kernelHeight,
        int kernelWidth,
        int strideHeight,
        int strideWidth,
        int padHeight,
        int padWidth) {
    public static Windows of(Pool2d op, int height, int width, int outHeight, int outWidth) {
        return new Windows(
                height,
                width,
                outHeight,
                outWidth,
                op.kernelHeight(),
                op.kernelWidth(),
                op.strideHeight(),
                op.strideWidth(),
                op.padHeight(),
                op.padWidth());
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
