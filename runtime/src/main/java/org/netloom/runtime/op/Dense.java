package org.netloom.runtime.op;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.runtime.engine.Tensor;

/**
 * An affine map: x [N,F], weight [O,F], bias [O] or none, y = x weightᵀ + bias, [N,O]; the same for
 * each step of a sequence x [N,T,F], y [N,T,O].
 */
public record Dense(Site site) implements Op<Dense.Kernel> {
    public static Dense of(String layer, String position) {
        return new Dense(new Site(layer, position));
    }

    /** Computes it. */
    public interface Kernel {
        void forward(Tensor x, INDArray weight, @Nullable INDArray bias, Tensor y);

        void backward(
                Tensor x, INDArray weight, Tensor dy, @Nullable Tensor dx, INDArray dWeight, @Nullable INDArray dBias);
    }
}
