package org.netloom.runtime.internal.nd4j;

import java.util.HashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.op.Pool2d;

/** Pooling by ND4J's maxpool2d and avgpool2d. */
final class Poolings {
    /** Arguments after the sizes: no dilation, no "same" padding, then the divisor of an average, NCHW. */
    private static final long NO_DILATION = 1;

    private static final long EXPLICIT_PADDING = 0;
    private static final long NCHW = 0;

    private final Kernels kernels;
    private final Map<Pool2d, NativeCall> forward = new HashMap<>();
    private final Map<Pool2d, NativeCall> backward = new HashMap<>();

    Poolings(Kernels kernels) {
        this.kernels = kernels;
    }

    void forward(Pool2d op, Nd4jTensor x, Nd4jTensor y) {
        forward.computeIfAbsent(op, key -> call("2d", key)).on(x.array()).into(y.array());
        if (op.kind() == Pool2d.Kind.MAX && hasNaN(x)) {
            passOnNaN(op, x, y);
        }
    }

    void backward(Pool2d op, Nd4jTensor x, Nd4jTensor dy, Nd4jTensor dx) {
        backward.computeIfAbsent(op, key -> call("2d_bp", key))
                .on(x.array(), dy.array())
                .into(dx.array());
    }

    private NativeCall call(String suffix, Pool2d op) {
        return kernels.own(new NativeCall(
                (op.kind() == Pool2d.Kind.MAX ? "maxpool" : "avgpool") + suffix,
                op.kernel().height(),
                op.kernel().width(),
                op.stride().height(),
                op.stride().width(),
                op.pad().height(),
                op.pad().width(),
                NO_DILATION,
                NO_DILATION,
                EXPLICIT_PADDING,
                op.countPadding() ? 1 : 0,
                NCHW));
    }

    /** Whether any element is NaN: then so is the sum of absolute values, and otherwise it cannot be. */
    private static boolean hasNaN(Nd4jTensor x) {
        INDArray all = x.memory().view(x.batch() * x.elements());
        return Double.isNaN(Nd4j.getBlasWrapper().asum(all));
    }

    /** ND4J's maximum skips NaN, and training that went wrong would look sound: a window with a NaN becomes NaN. */
    private static void passOnNaN(Pool2d op, Nd4jTensor x, Nd4jTensor y) {
        int height = x.shape().get(1);
        int width = x.shape().get(2);
        int outHeight = y.shape().get(1);
        int outWidth = y.shape().get(2);
        double[] in = HostCopy.read(x.array());
        double[] out = HostCopy.read(y.array());
        for (int i = 0; i < in.length; i++) {
            if (Double.isNaN(in[i])) {
                int image = i / (height * width);
                int row = i / width % height + op.pad().height();
                int column = i % width + op.pad().width();
                // The windows that begin at or before the element and end after it.
                for (int p = first(row, op.kernel().height(), op.stride().height());
                        p <= Math.min(row / op.stride().height(), outHeight - 1);
                        p++) {
                    for (int q = first(column, op.kernel().width(), op.stride().width());
                            q <= Math.min(column / op.stride().width(), outWidth - 1);
                            q++) {
                        out[(image * outHeight + p) * outWidth + q] = Double.NaN;
                    }
                }
            }
        }
        HostCopy.write(out, y.array());
    }

    /** The first window that covers this place: the smallest p ≥ 0 with p · stride + kernel > place. */
    private static int first(int place, int kernel, int stride) {
        return place < kernel ? 0 : (place - kernel) / stride + 1;
    }
}
