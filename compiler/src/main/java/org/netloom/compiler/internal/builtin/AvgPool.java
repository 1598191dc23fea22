package org.netloom.compiler.internal.builtin;

import org.jspecify.annotations.Nullable;
import org.netloom.compiler.layer.Code;
import org.netloom.compiler.layer.Constant;
import org.netloom.compiler.layer.Operator;
import org.netloom.compiler.layer.Parameter;
import org.netloom.compiler.layer.Shape;
import org.netloom.compiler.layer.ShapeRule;
import org.netloom.compiler.layer.Signature;
import org.netloom.compiler.layer.Use;
import org.netloom.op.Pool2d;

/** The mean of each window of each channel; padding is zeros, counted or not. */
public final class AvgPool implements Operator {
    private static final Parameter<Boolean> COUNT_PAD = Parameter.flag(
                    "count_pad", "whether the mean counts the padding's zeros, as PyTorch does")
            .orElse(true)
            .alsoCalled("count_include_pad")
            .named();

    private static final Signature SIGNATURE = Signature.of("avgpool", "The mean of each window.")
            .parameters(Pooling.KERNEL, Pooling.STRIDE, Pooling.PAD, COUNT_PAD)
            .formula(
                    "y[c, i, j] = mean over u, v of x[c, i * stride + u - pad, j * stride + v - pad]\n"
                            + "H' = (H + 2 * pad - kernel) / stride + 1, rounded down; W' alike",
                    "Dumoulin and Visin, 2016, A guide to convolution arithmetic for deep learning")
            .example("input(2, 8, 7) conv(3, 2) avgpool(3, stride=2, pad=1) avgpool(2, pad=1, count_pad=false)"
                    + " avgpool((1, 2), stride=(2, 1), pad=(0, 1)) flatten dense(3)")
            .alsoCalled("avg_pool", "avgpool2d", "avg_pool2d", "averagepooling2d", "average_pooling2d", "meanpool")
            .surplus("write avgpool({1}, stride={2}), or avgpool(({1}, {2})) for {1} rows and {2} columns");

    @Override
    public Signature signature() {
        return SIGNATURE;
    }

    @Override
    public @Nullable Shape shape(ShapeRule rule) {
        return Pooling.shape(rule);
    }

    @Override
    public long flops(Use use) {
        return Pooling.flops(use);
    }

    @Override
    public boolean changesNothing(Use use) {
        return Pooling.changesNothing(use);
    }

    @Override
    public Constant constant(Use use) {
        return Pooling.constant(use, Pool2d.Kind.AVERAGE).with("countPadding", use.get(COUNT_PAD), true);
    }

    @Override
    public void forward(Code code) {
        code.step("forward", code.x(), code.y());
    }

    @Override
    public void backward(Code code) {
        // Each element of a window gets dy / (number of elements that the mean counted)
        code.step("backward", code.x(), code.y(), code.dy(), code.dx());
    }
}
