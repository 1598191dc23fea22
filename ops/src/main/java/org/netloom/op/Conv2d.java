package org.netloom.op;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A two-dimensional cross-correlation, as deep learning calls convolution.
 *
 * <p>x [N,C,H,W], weight [O,C/groups,kernelHeight,kernelWidth], bias [O] or none, y [N,O,H',W'] with
 * {@code H' = (H + 2*padHeight - dilationHeight*(kernelHeight-1) - 1) / strideHeight + 1}, rounded down.
 *
 * @param algorithm how an engine that has several ways computes it and its gradients
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
        int groups,
        Algorithm algorithm)
        implements Op<Conv2d.Kernel> {

    /** The same mathematics, in other roundings and other times. Engines that have one way only take that. */
    public enum Algorithm {
        /** What is faster, of those that round alike. */
        AUTO,
        /** A sum over the taps of the kernel. */
        DIRECT,
        /** Winograd's minimal filtering in tiles of 2 by 2 outputs, for kernels of 3 by 3 with stride 1. */
        WINOGRAD2,
        /** In tiles of 4 by 4 outputs: faster where images are large, and with about ten times the rounding error. */
        WINOGRAD4
    }

    public Conv2d {
        boolean winograd = algorithm == Algorithm.WINOGRAD2 || algorithm == Algorithm.WINOGRAD4;
        if (winograd
                && !isThreeByThree(
                        kernelHeight, kernelWidth, strideHeight, strideWidth, dilationHeight, dilationWidth, groups)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%s is for kernels of 3x3 with stride 1, dilation 1 and one group; this is %dx%d with stride %dx%d, dilation %dx%d and %d groups",
                    algorithm,
                    kernelHeight,
                    kernelWidth,
                    strideHeight,
                    strideWidth,
                    dilationHeight,
                    dilationWidth,
                    groups));
        }
    }

    private static boolean isThreeByThree(
            int kernelHeight,
            int kernelWidth,
            int strideHeight,
            int strideWidth,
            int dilationHeight,
            int dilationWidth,
            int groups) {
        return kernelHeight == 3
                && kernelWidth == 3
                && strideHeight == 1
                && strideWidth == 1
                && dilationHeight == 1
                && dilationWidth == 1
                && groups == 1;
    }

    /** A convolution of stride 1, without padding, dilation or groups. */
    public static Conv2d of(String layer, String position, int kernelHeight, int kernelWidth) {
        return new Conv2d(new Site(layer, position), kernelHeight, kernelWidth, 1, 1, 0, 0, 1, 1, 1, Algorithm.AUTO);
    }

    /** Whether Winograd's algorithm can compute it: a kernel of 3 by 3, stride 1, no dilation, one group. */
    public boolean suitsWinograd() {
        return isThreeByThree(
                kernelHeight, kernelWidth, strideHeight, strideWidth, dilationHeight, dilationWidth, groups);
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
                groups,
                algorithm);
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
                groups,
                algorithm);
    }

    public Conv2d dilation(int height, int width) {
        return new Conv2d(
                site,
                kernelHeight,
                kernelWidth,
                strideHeight,
                strideWidth,
                padHeight,
                padWidth,
                height,
                width,
                groups,
                algorithm);
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
                groups,
                algorithm);
    }

    public Conv2d algorithm(Algorithm algorithm) {
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
                groups,
                algorithm);
    }

    /** Computes it. */
    public interface Kernel {
        void forward(Tensor x, Array weight, @Nullable Array bias, Tensor y);

        void backward(Tensor x, Array weight, Tensor dy, @Nullable Tensor dx, Array dWeight, @Nullable Array dBias);
    }
}
