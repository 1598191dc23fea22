package org.netloom.runtime.op;

/**
 * Layer normalisation (Ba, Kiros and Hinton, 2016): {@code y = gamma (x - mean) / sqrt(variance + eps) + beta}, with
 * the mean and the biased variance of a whole example [N,F] or [N,C,H,W], or of each step of a sequence [N,T,F]. gamma
 * and beta have a value for each value that is normalised: [F], [C,H,W], [F].
 *
 * @param eps added to the variance
 */
public record LayerNorm(Site site, double eps) implements Op {
    public static LayerNorm of(String layer, String position, double eps) {
        return new LayerNorm(new Site(layer, position), eps);
    }
}
