package org.netloom.runtime.op;

/**
 * Group normalisation (Wu and He, 2018): {@code y = gamma (x - mean) / sqrt(variance + eps) + beta}, with the mean and
 * the biased variance of each group of channels in each example. x is [N,C,H,W] or [N,C]; gamma and beta are [C].
 *
 * @param groups into how many groups of neighbours the channels are divided
 * @param eps added to the variance
 */
public record GroupNorm(Site site, int groups, double eps) implements Op {
    public static GroupNorm of(String layer, String position, int groups, double eps) {
        return new GroupNorm(new Site(layer, position), groups, eps);
    }
}
