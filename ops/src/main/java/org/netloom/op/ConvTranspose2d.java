package org.netloom.op;

import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The transpose of a convolution, as a layer of its own (Zeiler et al., 2010): x [N,C,H,W], weight
 * [C,O,kernel.height,kernel.width], bias [O] or none, y [N,O,H',W'] with {@code H' = (H - 1) stride.height - 2 pad.height +
 * kernel.height + outputPad.height}. Each value of x adds the kernel, times itself, to a window of y; {@code pad} rows
 * and columns are cut off all around. {@code outputPad} adds rows and columns at the far ends, which the kernel reaches
 * too.
 */
public record ConvTranspose2d(Site site, Size2d kernel, Size2d stride, Size2d pad, Size2d outputPad)
        implements LinearOp<ConvTranspose2d.Kernel> {

    /** Stride 1 and no padding. */
    public static ConvTranspose2d of(String layer, String position, int kernelHeight, int kernelWidth) {
        return new ConvTranspose2d(
                new Site(layer, position), new Size2d(kernelHeight, kernelWidth), Size2d.ONE, Size2d.ZERO, Size2d.ZERO);
    }

    public ConvTranspose2d stride(int height, int width) {
        return new ConvTranspose2d(site, kernel, new Size2d(height, width), pad, outputPad);
    }

    public ConvTranspose2d pad(int height, int width) {
        return new ConvTranspose2d(site, kernel, stride, new Size2d(height, width), outputPad);
    }

    public ConvTranspose2d outputPad(int height, int width) {
        return new ConvTranspose2d(site, kernel, stride, pad, new Size2d(height, width));
    }

    @Override
    public Taps taps(List<Integer> x) {
        return new ImageTaps(
                x.get(0),
                ImageTaps.Axis.transposed(x.get(1), kernel.height(), stride.height(), pad.height(), outputPad.height()),
                ImageTaps.Axis.transposed(x.get(2), kernel.width(), stride.width(), pad.width(), outputPad.width()));
    }

    @Override
    public double outputMean(int output, List<Integer> weightShape, IntToDoubleFunction weight, double[] means) {
        int size = weightShape.get(2) * weightShape.get(3);
        double sum = 0;
        for (int t = 0; t < means.length; t++) {
            int channel = t / size;
            sum += weight.applyAsDouble((channel * weightShape.get(1) + output) * size + t % size) * means[t];
        }
        return sum;
    }

    /** Computes it. */
    public interface Kernel {
        void forward(Tensor x, Array weight, @Nullable Array bias, Tensor y);

        void backward(Tensor x, Array weight, Tensor dy, @Nullable Tensor dx, Array dWeight, @Nullable Array dBias);
    }
}
