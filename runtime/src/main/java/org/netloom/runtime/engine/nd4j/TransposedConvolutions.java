package org.netloom.runtime.engine.nd4j;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.runtime.op.ConvTranspose2d;

/**
 * Transposed convolution by the gradients of a convolution c from y to x: forward it is the input gradient of c, the
 * way back is c itself, and the weight gradient is that of c with x and y in each other's place. (ND4J's own deconv2d
 * refuses outputs with rows added at the far end.)
 */
final class TransposedConvolutions {
    private static final long UNIT_DILATION = 1;
    private static final long EXPLICIT_PADDING = 0;
    private static final long NCHW = 0;

    /** [O,I,kH,kW] of c, which is [C,O,kH,kW] of its transpose. */
    private static final long OIHW = 1;

    private final Kernels kernels;
    private final Map<ConvTranspose2d, Calls> calls = new HashMap<>();
    private final Map<List<Long>, INDArray> shapes = new HashMap<>();

    TransposedConvolutions(Kernels kernels) {
        this.kernels = kernels;
    }

    void forward(ConvTranspose2d op, Nd4jTensor x, INDArray weight, @Nullable INDArray bias, Nd4jTensor y) {
        calls(op).inputGradient.on(shape(y.array()), weight, x.array()).into(y.array());
        if (bias != null) {
            kernels.add(y.matrix(), kernels.spread(HostCopy.read(bias), y), y.matrix());
        }
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
                op, key -> new Calls(call("conv2d_input_bp", key), call("conv2d", key), call("conv2d_bp", key)));
    }

    private NativeCall call(String name, ConvTranspose2d op) {
        return kernels.own(new NativeCall(
                name,
                op.kernelHeight(),
                op.kernelWidth(),
                op.strideHeight(),
                op.strideWidth(),
                op.padHeight(),
                op.padWidth(),
                UNIT_DILATION,
                UNIT_DILATION,
                EXPLICIT_PADDING,
                NCHW,
                OIHW));
    }

    /** The shape of the result as an array, which conv2d_input_bp takes. */
    private INDArray shape(INDArray y) {
        return shapes.computeIfAbsent(Arrays.stream(y.shape()).boxed().toList(), key -> {
            try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
                return kernels.own(Nd4j.createFromArray(y.shape()));
            }
        });
    }

    private record Calls(NativeCall inputGradient, NativeCall convolution, NativeCall gradients) {}
}
