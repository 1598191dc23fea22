package org.netloom.op;

import java.util.List;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * A two-dimensional cross-correlation, as deep learning calls convolution.
 *
 * <p>x [N,C,H,W], weight [O,C/groups,kernel.height,kernel.width], bias [O] or none, y [N,O,H',W'] with
 * {@code H' = (H + 2*pad.height - dilation.height*(kernel.height-1) - 1) / stride.height + 1}, rounded down.
 *
 * @param pad rows of zeros above and below, and columns of zeros on either side
 * @param groups into how many groups the channels are divided, each with its own kernels
 * @param algorithm how an engine that has several ways computes it and its gradients
 */
public record Conv2d(
        Site site, Size2d kernel, Size2d stride, Size2d pad, Size2d dilation, int groups, Algorithm algorithm)
        implements LinearOp<Conv2d.Kernel> {

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

    private static final Size2d THREE_BY_THREE = Size2d.square(3);

    public Conv2d {
        boolean winograd = algorithm == Algorithm.WINOGRAD2 || algorithm == Algorithm.WINOGRAD4;
        if (winograd && !isThreeByThree(kernel, stride, dilation, groups)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%s is for kernels of 3x3 with stride 1, dilation 1 and one group; this is %s with stride %s, dilation %s and %d groups",
                    algorithm,
                    kernel,
                    stride,
                    dilation,
                    groups));
        }
    }

    private static boolean isThreeByThree(Size2d kernel, Size2d stride, Size2d dilation, int groups) {
        return kernel.equals(THREE_BY_THREE) && stride.equals(Size2d.ONE) && dilation.equals(Size2d.ONE) && groups == 1;
    }

    /** A convolution of stride 1, without padding, dilation or groups. */
    public static Conv2d of(String layer, String position, int kernelHeight, int kernelWidth) {
        return new Conv2d(
                new Site(layer, position),
                new Size2d(kernelHeight, kernelWidth),
                Size2d.ONE,
                Size2d.ZERO,
                Size2d.ONE,
                1,
                Algorithm.AUTO);
    }

    /** Whether Winograd's algorithm can compute it: a kernel of 3 by 3, stride 1, no dilation, one group. */
    public boolean suitsWinograd() {
        return isThreeByThree(kernel, stride, dilation, groups);
    }

    public Conv2d stride(int height, int width) {
        return new Conv2d(site, kernel, new Size2d(height, width), pad, dilation, groups, algorithm);
    }

    public Conv2d pad(int height, int width) {
        return new Conv2d(site, kernel, stride, new Size2d(height, width), dilation, groups, algorithm);
    }

    public Conv2d dilation(int height, int width) {
        return new Conv2d(site, kernel, stride, pad, new Size2d(height, width), groups, algorithm);
    }

    public Conv2d groups(int groups) {
        return new Conv2d(site, kernel, stride, pad, dilation, groups, algorithm);
    }

    public Conv2d algorithm(Algorithm algorithm) {
        return new Conv2d(site, kernel, stride, pad, dilation, groups, algorithm);
    }

    @Override
    public Taps taps(List<Integer> x) {
        return new ImageTaps(
                x.get(0),
                ImageTaps.Axis.convolution(x.get(1), kernel.height(), stride.height(), pad.height(), dilation.height()),
                ImageTaps.Axis.convolution(x.get(2), kernel.width(), stride.width(), pad.width(), dilation.width()));
    }

    @Override
    public double outputMean(int output, List<Integer> weightShape, IntToDoubleFunction weight, double[] means) {
        int taps = weightShape.get(1) * weightShape.get(2) * weightShape.get(3);
        int group = output / (weightShape.get(0) / groups);
        double sum = 0;
        for (int t = 0; t < taps; t++) {
            sum += weight.applyAsDouble(output * taps + t) * means[group * taps + t];
        }
        return sum;
    }

    /** Computes it. */
    public interface Kernel {
        void forward(Tensor x, Array weight, @Nullable Array bias, Tensor y);

        void backward(Tensor x, Array weight, Tensor dy, @Nullable Tensor dx, Array dWeight, @Nullable Array dBias);
    }
}
