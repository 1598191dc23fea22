package org.netloom.op;

/**
 * Pooling over windows of each channel: x [N,C,H,W], y [N,C,H',W'] with
 * {@code H' = (H + 2*pad.height - kernel.height) / stride.height + 1}, rounded down.
 *
 * <p>The padding of a maximum is minus infinity; an average counts its padding as zeros unless {@code countPadding} is
 * false. A maximum that several elements share passes its gradient to the first of them, row by row.
 */
public record Pool2d(Site site, Kind kind, Size2d kernel, Size2d stride, Size2d pad, boolean countPadding)
        implements Op<Pool2d.Kernel> {

    /** What is taken of a window. */
    public enum Kind {
        MAX,
        AVERAGE
    }

    /** A pooling whose windows do not overlap: the stride is the kernel, without padding. */
    public static Pool2d of(String layer, String position, Kind kind, int kernelHeight, int kernelWidth) {
        Size2d kernel = new Size2d(kernelHeight, kernelWidth);
        return new Pool2d(new Site(layer, position), kind, kernel, kernel, Size2d.ZERO, true);
    }

    public Pool2d stride(int height, int width) {
        return new Pool2d(site, kind, kernel, new Size2d(height, width), pad, countPadding);
    }

    public Pool2d pad(int height, int width) {
        return new Pool2d(site, kind, kernel, stride, new Size2d(height, width), countPadding);
    }

    public Pool2d countPadding(boolean count) {
        return new Pool2d(site, kind, kernel, stride, pad, count);
    }

    /** Computes it. */
    public interface Kernel {
        void forward(Tensor x, Tensor y);

        void backward(Tensor x, Tensor y, Tensor dy, Tensor dx);
    }
}
