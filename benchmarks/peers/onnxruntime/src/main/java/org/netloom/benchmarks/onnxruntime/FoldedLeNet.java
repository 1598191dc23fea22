package org.netloom.benchmarks.onnxruntime;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.models.LeNetBn;
import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.weights.BatchNormWeights;

/** The network of {@code lenet_bn.net} as an ONNX model, its batch normalizations folded into the weights before them. */
final class FoldedLeNet {
    /** The compiler's default. */
    private static final double EPS = 1e-5;

    private FoldedLeNet() {}

    static OnnxModel of(LeNetBn net) {
        OnnxModel model = new OnnxModel(new long[] {1, 1, 28, 28}, new long[] {1, 10});
        conv(model, net.conv1().weight().values(), net.bn1());
        conv(model, net.conv2().weight().values(), net.bn2());
        model.flatten();
        dense(model, net.dense1().weight().values(), net.bn3()).sigmoid();
        dense(model, net.dense2().weight().values(), net.bn4()).sigmoid();
        INDArray bias = NdArray.ofNullable(net.dense3().bias());
        INDArray weight = net.dense3().weight().values();
        return model.dense(floats(weight), weight.shape(), bias == null ? new float[10] : floats(bias));
    }

    private static void conv(OnnxModel model, INDArray weight, BatchNormWeights bn) {
        model.conv(weight(weight, bn), weight.shape(), bias(bn)).sigmoid().maxPool(2);
    }

    private static OnnxModel dense(OnnxModel model, INDArray weight, BatchNormWeights bn) {
        return model.dense(weight(weight, bn), weight.shape(), bias(bn));
    }

    /** Each output's weights times gamma / sqrt(variance + eps). */
    private static float[] weight(INDArray weight, BatchNormWeights bn) {
        float[] values = floats(weight);
        int outputs = (int) weight.size(0);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (values[i] * scale(bn, i / (values.length / outputs)));
        }
        return values;
    }

    /** beta - mean · gamma / sqrt(variance + eps). */
    private static float[] bias(BatchNormWeights bn) {
        float[] values = new float[bn.movingMean().shape().get(0)];
        for (int c = 0; c < values.length; c++) {
            values[c] = (float) (at(bn.beta(), c, 0) - bn.movingMean().values().getDouble(c) * scale(bn, c));
        }
        return values;
    }

    private static double scale(BatchNormWeights bn, int channel) {
        return at(bn.gamma(), channel, 1)
                / Math.sqrt(bn.movingVariance().values().getDouble(channel) + EPS);
    }

    private static double at(@Nullable NdArray array, int i, double otherwise) {
        return array == null ? otherwise : array.values().getDouble(i);
    }

    private static float[] floats(INDArray array) {
        return array.data().asFloat();
    }
}
