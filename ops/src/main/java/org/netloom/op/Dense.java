package org.netloom.op;

import org.jspecify.annotations.Nullable;

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
        void forward(Tensor x, Array weight, @Nullable Array bias, Tensor y);

        void backward(Tensor x, Array weight, Tensor dy, @Nullable Tensor dx, Array dWeight, @Nullable Array dBias);
    }
}
