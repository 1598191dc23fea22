package org.netloom.op;

import org.jspecify.annotations.Nullable;

/** Puts a trained step, weight [1,F], before the steps of a sequence: x [N,T,F], y [N,T+1,F]. */
public record ClassToken(Site site) implements Op<ClassToken.Kernel> {
    public static ClassToken of(String layer, String position) {
        return new ClassToken(new Site(layer, position));
    }

    /** Computes it. */
    public interface Kernel {
        void forward(Tensor x, Array weight, Tensor y);

        void backward(Tensor dy, @Nullable Tensor dx, Array dWeight);
    }
}
