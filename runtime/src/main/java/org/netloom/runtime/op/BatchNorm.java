package org.netloom.runtime.op;

/**
 * Batch normalisation (Ioffe and Szegedy, 2015): {@code y = gamma (x - mean) / sqrt(variance + eps) + beta}.
 *
 * <p>x [N,F] has one mean and variance for each feature, over N; x [N,C,H,W] one for each channel, over N, H and W.
 *
 * @param eps added to the variance
 */
public record BatchNorm(Site site, double eps) implements Op {
    public static BatchNorm of(String layer, String position, double eps) {
        return new BatchNorm(new Site(layer, position), eps);
    }
}
