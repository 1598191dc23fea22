package org.netloom.op;

/**
 * Each channel with {@code scaleHeight} times as many rows and {@code scaleWidth} times as many columns: x [N,C,H,W], y
 * [N,C,scaleHeight·H,scaleWidth·W].
 *
 * <p>A pixel is a rectangle with its value at its center, and the outer edges of both images agree (PyTorch's
 * {@code align_corners=False}): row i of y lies at {@code (i + 1/2) / scaleHeight - 1/2} of x.
 */
public record Upsample2d(Site site, Mode mode, int scaleHeight, int scaleWidth) implements Op<Upsample2d.Kernel> {

    /** What a value between pixels is. */
    public enum Mode {
        /** The pixel's in whose square it lies. */
        NEAREST,
        /** Linear between the centers of its neighbors along both axes; beyond the outermost center, level. */
        BILINEAR
    }

    public static Upsample2d of(String layer, String position, Mode mode, int scaleHeight, int scaleWidth) {
        return new Upsample2d(new Site(layer, position), mode, scaleHeight, scaleWidth);
    }

    /** Computes it. */
    public interface Kernel {
        void forward(Tensor x, Tensor y);

        void backward(Tensor dy, Tensor dx);
    }
}
