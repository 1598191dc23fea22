package org.netloom.runtime.internal.nd4j;

import static org.nd4j.linalg.indexing.NDArrayIndex.all;
import static org.nd4j.linalg.indexing.NDArrayIndex.interval;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.op.ConvTranspose2d;

/**
 * Transposed convolution by ND4J's deconv2d. Its backward pass is that of a convolution c from y to x: the input gradient is
 * c itself, and the weight gradient that of c with x and y in each other's place. (c's input gradient, conv2d_input_bp,
 * would do for the way forth, but takes four times as long.)
 */
final class TransposedConvolutions {
    private static final long UNIT_DILATION = 1;
    private static final long EXPLICIT_PADDING = 0;
    private static final long NCHW = 0;

    /** [O,I,kH,kW] of c, which is [C,O,kH,kW] of its transpose. */
    private static final long OIHW = 1;

    private final Kernels kernels;
    private final Map<ConvTranspose2d, Calls> calls = new HashMap<>();

    TransposedConvolutions(Kernels kernels) {
        this.kernels = kernels;
    }

    void forward(ConvTranspose2d op, Nd4jTensor x, INDArray weight, @Nullable INDArray bias, Nd4jTensor y) {
        Calls call = calls(op);
        if (op.outputPad().height() == 0 && op.outputPad().width() == 0) {
            call.transpose.on(x.array(), weight).into(y.array());
        } else {
            cutOut(op, call, x, weight, y);
        }
        if (bias != null) {
            kernels.add(y.matrix(), kernels.spread(HostCopy.read(bias), y), y.matrix());
        }
    }

    /** deconv2d refuses rows added at the far end: it computes the output without padding, which is then cut. */
    private void cutOut(ConvTranspose2d op, Calls call, Nd4jTensor x, INDArray weight, Nd4jTensor y) {
        long height =
                (x.shape().get(1) - 1L) * op.stride().height() + op.kernel().height();
        long width = (x.shape().get(2) - 1L) * op.stride().width() + op.kernel().width();
        INDArray whole = kernels.scratch(0, y.batch(), y.channels(), height, width);
        call.unpaddedTranspose.on(x.array(), weight).into(whole);
        // Where more is added than was cut off, the kernel reaches none of the last rows.
        long rows = Math.min(y.shape().get(1), height - op.pad().height());
        long columns = Math.min(y.shape().get(2), width - op.pad().width());
        y.array().assign(0);
        y.array()
                .get(all(), all(), interval(0, rows), interval(0, columns))
                .assign(whole.get(
                        all(),
                        all(),
                        interval(op.pad().height(), op.pad().height() + rows),
                        interval(op.pad().width(), op.pad().width() + columns)));
    }

    void backward(
            ConvTranspose2d op,
            Nd4jTensor x,
            INDArray weight,
            Nd4jTensor dy,
            @Nullable Nd4jTensor dx,
            INDArray dWeight,
            @Nullable INDArray dBias) {
        INDArray ignored = kernels.scratch(0, dy.array().shape());
        calls(op).gradients.on(dy.array(), weight, x.array()).into(ignored, dWeight);
        if (dx != null) {
            calls(op).convolution.on(dy.array(), weight).into(dx.array());
        }
        if (dBias != null) {
            kernels.channelSums(dy.matrix(), dy, dBias);
        }
    }

    private Calls calls(ConvTranspose2d op) {
        return calls.computeIfAbsent(
                op,
                key -> new Calls(
                        call("deconv2d", key),
                        call("deconv2d", key.pad(0, 0)),
                        call("conv2d", key),
                        call("conv2d_bp", key)));
    }

    private NativeCall call(String name, ConvTranspose2d op) {
        return kernels.own(new NativeCall(
                name,
                op.kernel().height(),
                op.kernel().width(),
                op.stride().height(),
                op.stride().width(),
                op.pad().height(),
                op.pad().width(),
                UNIT_DILATION,
                UNIT_DILATION,
                EXPLICIT_PADDING,
                NCHW,
                OIHW));
    }

    private record Calls(
            NativeCall transpose, NativeCall unpaddedTranspose, NativeCall convolution, NativeCall gradients) {}
}
