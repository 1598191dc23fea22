package org.netloom.op;

import org.jspecify.annotations.Nullable;

/**
 * Group normalization (Wu and He, 2018): {@code y = gamma (x - mean) / sqrt(variance + eps) + beta}, with the mean and
 * the biased variance of each group of channels in each example. x is [N,C,H,W] or [N,C]; gamma and beta are [C].
 *
 * @param groups into how many groups of neighbors the channels are divided
 * @param eps added to the variance
 */
public record GroupNorm(Site site, int groups, double eps) implements Op<GroupNorm.Kernel> {
    public static GroupNorm of(String layer, String position, int groups, double eps) {
        return new GroupNorm(new Site(layer, position), groups, eps);
    }

    /** Computes it. */
    public interface Kernel {
        void forward(Tensor x, Array gamma, Array beta, Tensor y);

        /** The gradients of {@link #forward}, through mean and variance, which it computes again. */
        void backward(Tensor x, Array gamma, Tensor dy, @Nullable Tensor dx, Array dGamma, Array dBeta);
    }
}
