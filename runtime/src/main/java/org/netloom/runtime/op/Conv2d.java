package org.netloom.runtime.op;

/**
 * A two-dimensional cross-correlation, as deep learning calls convolution.
 *
 * <p>x [N,C,H,W], weight [O,C/groups,kernelHeight,kernelWidth], bias [O] or none, y [N,O,H',W'] with
 * {@code H' = (H + 2*padHeight - dilationHeight*(kernelHeight-1) - 1) / strideHeight + 1}, rounded down.
 */
public record Conv2d(
        Site site,
        int kernelHeight,
        int kernelWidth,
        int strideHeight,
        int strideWidth,
        int padHeight,
        int padWidth,
        int dilationHeight,
        int dilationWidth,
        int groups)
        implements Op {

    /** A convolution of stride 1, without padding, dilation or groups. */
    public static Conv2d of(String layer, String position, int kernelHeight, int kernelWidth) {
        return new Conv2d(new Site(layer, position), kernelHeight, kernelWidth, 1, 1, 0, 0, 1, 1, 1);
    }

    public Conv2d stride(int height, int width) {
        return new Conv2d(
                site,
                kernelHeight,
                kernelWidth,
                height,
                width,
                padHeight,
                padWidth,
                dilationHeight,
                dilationWidth,
                groups);
    }

    public Conv2d pad(int height, int width) {
        return new Conv2d(
                site,
                kernelHeight,
                kernelWidth,
                strideHeight,
                strideWidth,
                height,
                width,
                dilationHeight,
                dilationWidth,
                groups);
    }

    public Conv2d dilation(int height, int width) {
        return new Conv2d(
                site, kernelHeight, kernelWidth, strideHeight, strideWidth, padHeight, padWidth, height, width, groups);
    }

    public Conv2d groups(int groups) {
        return new Conv2d(
                site,
                kernelHeight,
                kernelWidth,
                strideHeight,
                strideWidth,
                padHeight,
                padWidth,
                dilationHeight,
                dilationWidth,
                groups);
    }
}
