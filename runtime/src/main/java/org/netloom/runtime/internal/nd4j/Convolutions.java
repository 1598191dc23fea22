package org.netloom.runtime.internal.nd4j;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.netloom.op.Conv2d;
import org.netloom.op.Size2d;

/**
 * Convolution by ND4J's conv2d and conv2d_bp, group by group; where each channel is a group of its own and has one output, by
 * depthwise_conv2d, which takes all of them in one call.
 */
final class Convolutions {
    /** Arguments of conv2d after the sizes: no "same" padding, NCHW, weights [O,C,kH,kW]. */
    private static final long EXPLICIT_PADDING = 0;

    private static final long NCHW = 0;
    private static final long OIHW = 1;
    private static final Size2d UNIT = Size2d.square(1);

    private final Kernels kernels;
    /** By ND4J's name of the operation, and by what it has to do. */
    private final Map<String, Map<Conv2d, NativeCall>> calls = new HashMap<>();

    Convolutions(Kernels kernels) {
        this.kernels = kernels;
    }

    void forward(Conv2d op, Nd4jTensor x, INDArray weight, @Nullable INDArray bias, Nd4jTensor y) {
        if (isDepthwise(op, weight, y.array())) {
            NativeCall depthwise = call("depthwise_conv2d", op);
            INDArray kernel = depthwise(weight);
            if (bias == null) {
                depthwise.on(x.array(), kernel).into(y.array());
            } else {
                depthwise.on(x.array(), kernel, bias).into(y.array());
            }
            return;
        }
        NativeCall conv2d = call("conv2d", op);
        for (int g = 0; g < op.groups(); g++) {
            INDArray input = group(x.array(), 1, g, op);
            INDArray kernel = group(weight, 0, g, op);
            if (bias == null) {
                conv2d.on(input, kernel).into(group(y.array(), 1, g, op));
            } else {
                conv2d.on(input, kernel, group(bias, 0, g, op)).into(group(y.array(), 1, g, op));
            }
        }
    }

    void backward(
            Conv2d op,
            Nd4jTensor x,
            INDArray weight,
            Nd4jTensor dy,
            @Nullable Nd4jTensor dx,
            INDArray dWeight,
            @Nullable INDArray dBias) {
        if (dx == null && x.channels() == 1 && hasUnitStep(op)) {
            weightGradientOfOneChannel(op, x, dy, dWeight);
        } else if (isDepthwise(op, weight, dy.array())) {
            call("depthwise_conv2d_bp", op)
                    .on(x.array(), depthwise(weight), dy.array())
                    .into(dx != null ? dx.array() : kernels.scratch(0, x.array().shape()), depthwise(dWeight));
        } else {
            NativeCall conv2dBp = call("conv2d_bp", op);
            INDArray dInput =
                    dx != null ? dx.array() : kernels.scratch(0, x.array().shape());
            for (int g = 0; g < op.groups(); g++) {
                conv2dBp.on(group(x.array(), 1, g, op), group(weight, 0, g, op), group(dy.array(), 1, g, op))
                        .into(group(dInput, 1, g, op), group(dWeight, 0, g, op));
            }
        }
        if (dBias != null) {
            kernels.channelSums(dy.matrix(), dy, dBias);
        }
    }

    /**
     * The weight gradient alone, for the first layer of a network on images of one channel. conv2d_bp always computes
     * the input gradient too, and for one channel it is many times dearer than the rest.
     *
     * <p>{@code dW[o,0,i,j] = Σₙₚᵩ dy[n,o,p,q] x[n,0,p+i,q+j]} is itself a convolution: of x as one example of N
     * channels with dy as kernels [O,N,H',W'].
     */
    private void weightGradientOfOneChannel(Conv2d op, Nd4jTensor x, Nd4jTensor dy, INDArray dWeight) {
        int height = dy.shape().get(1);
        int width = dy.shape().get(2);
        int examples = x.batch();
        INDArray weights = kernels.scratch(0, dy.channels(), examples, height, width);
        weights.assign(dy.array().permute(1, 0, 2, 3));
        Conv2d correlation = Conv2d.of(op.site().layer(), op.site().position(), height, width)
                .pad(op.pad().height(), op.pad().width());
        call("conv2d", correlation)
                .on(x.memory().view(1, examples, x.shape().get(1), x.shape().get(2)), weights)
                .into(dWeight.reshape(
                        1, dy.channels(), op.kernel().height(), op.kernel().width()));
    }

    /**
     * Whether each channel of several has one kernel of its own, and depthwise_conv2d computes it: it fails where one of the
     * matrices that it makes is a vector, for a kernel of one weight and for an output of one pixel of one example.
     */
    private static boolean isDepthwise(Conv2d op, INDArray weight, INDArray y) {
        return op.groups() > 1
                && op.groups() == weight.size(0)
                && weight.size(1) == 1
                && weight.size(2) * weight.size(3) > 1
                && y.size(0) * y.size(2) * y.size(3) > 1;
    }

    /** [C,1,kH,kW] as depthwise_conv2d has it, [1,C,kH,kW]: the same memory. */
    private static INDArray depthwise(INDArray weight) {
        return weight.reshape(1, weight.size(0), weight.size(2), weight.size(3));
    }

    private static boolean hasUnitStep(Conv2d op) {
        return op.stride().equals(UNIT) && op.dilation().equals(UNIT);
    }

    private NativeCall call(String name, Conv2d op) {
        return calls.computeIfAbsent(name, made -> new HashMap<>()).computeIfAbsent(op, key -> made(name, key));
    }

    private NativeCall made(String name, Conv2d op) {
        NativeCall call = kernels.own(new NativeCall(
                name,
                op.kernel().height(),
                op.kernel().width(),
                op.stride().height(),
                op.stride().width(),
                op.pad().height(),
                op.pad().width(),
                op.dilation().height(),
                op.dilation().width(),
                EXPLICIT_PADDING,
                NCHW,
                OIHW));
        // ND4J passes oneDNN a padding that leaves the dilation out of account.
        boolean dilated = op.dilation().height() > 1 || op.dilation().width() > 1;
        return dilated ? call.withoutHelpers() : call;
    }

    /** The part of an array that belongs to a group, along its channels: a view. */
    private static INDArray group(INDArray array, int dimension, int group, Conv2d op) {
        if (op.groups() == 1) {
            return array;
        }
        long size = array.size(dimension) / op.groups();
        var part = NDArrayIndex.interval(group * size, (group + 1) * size);
        return dimension == 0 ? array.get(part) : array.get(NDArrayIndex.all(), part);
    }
}
