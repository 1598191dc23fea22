package org.netloom.runtime.internal.nd4j;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Affine maps by matrix products. */
final class DenseLayers {
    private final Kernels kernels;

    DenseLayers(Kernels kernels) {
        this.kernels = kernels;
    }

    /** y = x Wᵀ + b for each example, or for each step of a sequence. */
    void forward(Nd4jTensor x, INDArray weight, @Nullable INDArray bias, Nd4jTensor y) {
        kernels.affine(x.rows(), weight, bias, y.rows());
    }

    /** dx = dy W, dW = dyᵀ x, db = Σ dy. */
    void backward(
            Nd4jTensor x,
            INDArray weight,
            Nd4jTensor dy,
            @Nullable Nd4jTensor dx,
            INDArray dWeight,
            @Nullable INDArray dBias) {
        kernels.affineBackward(x.rows(), weight, dy.rows(), dx == null ? null : dx.rows(), dWeight, dBias);
    }
}
