package org.netloom.runtime.engine.nd4j;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Affine maps by matrix products. */
final class DenseLayers {
    private final Kernels kernels;

    DenseLayers(Kernels kernels) {
        this.kernels = kernels;
    }

    /** y = x Wᵀ + b. */
    void forward(Nd4jTensor x, INDArray weight, @Nullable INDArray bias, Nd4jTensor y) {
        kernels.matmul(x.array(), false, weight, true, y.array());
        if (bias != null) {
            kernels.add(y.array(), bias.reshape(1, bias.length()), y.array());
        }
    }

    /** dx = dy W, dW = dyᵀ x, db = Σₙ dy. */
    void backward(
            Nd4jTensor x,
            INDArray weight,
            Nd4jTensor dy,
            @Nullable Nd4jTensor dx,
            INDArray dWeight,
            @Nullable INDArray dBias) {
        kernels.matmul(dy.array(), true, x.array(), false, dWeight);
        if (dBias != null) {
            kernels.channelSums(dy.matrix(), dy, dBias);
        }
        if (dx != null) {
            kernels.matmul(dy.array(), false, weight, false, dx.array());
        }
    }
}
