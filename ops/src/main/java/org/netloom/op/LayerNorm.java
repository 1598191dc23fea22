package org.netloom.op;

import org.jspecify.annotations.Nullable;

/**
 * Layer normalization (Ba, Kiros and Hinton, 2016): {@code y = gamma (x - mean) / sqrt(variance + eps) + beta}, with
 * the mean and the biased variance of a whole example [N,F] or [N,C,H,W], or of each step of a sequence [N,T,F]. gamma
 * and beta have a value for each value that is normalized: [F], [C,H,W], [F].
 *
 * @param eps added to the variance
 */
public record LayerNorm(Site site, double eps) implements Op<LayerNorm.Kernel> {
    public static LayerNorm of(String layer, String position, double eps) {
        return new LayerNorm(new Site(layer, position), eps);
    }

    /** Computes it. */
    public interface Kernel {
        void forward(Tensor x, Array gamma, Array beta, Tensor y);

        /** The gradients of {@link #forward}, through mean and variance, which it computes again. */
        void backward(Tensor x, Array gamma, Tensor dy, @Nullable Tensor dx, Array dGamma, Array dBeta);
    }
}
