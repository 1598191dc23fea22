package org.netloom.compiler.internal.builtin;

import org.jspecify.annotations.Nullable;
import org.netloom.compiler.layer.Code;
import org.netloom.compiler.layer.Constant;
import org.netloom.compiler.layer.Operator;
import org.netloom.compiler.layer.Shape;
import org.netloom.compiler.layer.ShapeRule;
import org.netloom.compiler.layer.Signature;
import org.netloom.compiler.layer.Use;
import org.netloom.op.Pool2d;

/** The largest value of each window of each channel; padding is minus infinity. */
public final class MaxPool implements Operator {
    private static final Signature SIGNATURE = Signature.of(
                    "maxpool", "The largest value of each window; padding never is it.")
            .parameters(Pooling.KERNEL, Pooling.STRIDE, Pooling.PAD)
            .formula(
                    "y[c, i, j] = max over u, v of x[c, i * stride + u - pad, j * stride + v - pad]\n"
                            + "H' = (H + 2 * pad - kernel) / stride + 1, rounded down; W' alike",
                    "Dumoulin and Visin, 2016, A guide to convolution arithmetic for deep learning")
            .example("input(2, 8, 7) conv(3, 2) maxpool(3, stride=2, pad=1) maxpool((2, 1)) flatten dense(3)")
            .alsoCalled("max_pool", "maxpool2d", "max_pool2d", "maxpooling2d", "max_pooling2d", "pool")
            .surplus("write maxpool({1}, stride={2}), or maxpool(({1}, {2})) for {1} rows and {2} columns");

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
        return Pooling.constant(use, Pool2d.Kind.MAX);
    }

    @Override
    public void forward(Code code) {
        code.step("forward", code.x(), code.y());
    }

    @Override
    public void backward(Code code) {
        // dy goes to the place of the maximum, the first one of a tie; everything else gets 0
        code.step("backward", code.x(), code.y(), code.dy(), code.dx());
    }

    @Override
    public boolean takesMaximum() {
        return true;
    }
}
