package org.netloom.op;

import org.jspecify.annotations.Nullable;

/**
 * The transpose of a convolution, as a layer of its own (Zeiler et al., 2010): x [N,C,H,W], weight
 * [C,O,kernelHeight,kernelWidth], bias [O] or none, y [N,O,H',W'] with {@code H' = (H - 1) strideHeight - 2 padHeight +
 * kernelHeight + outputPadHeight}. Each value of x adds the kernel, times itself, to a window of y; {@code pad} rows
 * and columns are cut off all around. {@code outputPad} adds rows and columns at the far ends, which the kernel reaches
 * too.
 */
public record ConvTranspose2d(
        Site site,
        int kernelHeight,
        int kernelWidth,
        int strideHeight,
        int strideWidth,
        int padHeight,
        int padWidth,
        int outputPadHeight,
        int outputPadWidth)
        implements Op<ConvTranspose2d.Kernel> {

    /** Stride 1 and no padding. */
    public static ConvTranspose2d of(String layer, String position, int kernelHeight, int kernelWidth) {
        return new ConvTranspose2d(new Site(layer, position), kernelHeight, kernelWidth, 1, 1, 0, 0, 0, 0);
    }

    public ConvTranspose2d stride(int height, int width) {
        return new ConvTranspose2d(
                site, kernelHeight, kernelWidth, height, width, padHeight, padWidth, outputPadHeight, outputPadWidth);
    }

    public ConvTranspose2d pad(int height, int width) {
        return new ConvTranspose2d(
                site,
                kernelHeight,
                kernelWidth,
                strideHeight,
                strideWidth,
                height,
                width,
                outputPadHeight,
                outputPadWidth);
    }

    public ConvTranspose2d outputPad(int height, int width) {
        return new ConvTranspose2d(
                site, kernelHeight, kernelWidth, strideHeight, strideWidth, padHeight, padWidth, height, width);
    }

    /** Computes it. */
    public interface Kernel {
        void forward(Tensor x, Array weight, @Nullable Array bias, Tensor y);

        void backward(Tensor x, Array weight, Tensor dy, @Nullable Tensor dx, Array dWeight, @Nullable Array dBias);
    }
}
