package org.netloom.runtime.op;

/**
 * Batch normalisation (Ioffe and Szegedy, 2015): {@code y = gamma (x - mean) / sqrt(variance + eps) + beta}.
 *
 * <p>x [N,F] has one mean and variance for each feature, over N; x [N,C,H,W] one for each channel, over N, H and W.
 *
 * @param eps added to the variance
 * @param ghost how many examples training normalises together at least (Hoffer, Hubara and Soudry, 2017): a batch of
 *     twice as many or more is normalised in parts; 0 for the whole batch
 */
public record BatchNorm(Site site, double eps, int ghost) implements Op {
    public static BatchNorm of(String layer, String position, double eps) {
        return new BatchNorm(new Site(layer, position), eps, 0);
    }

    public BatchNorm ghost(int examples) {
        return new BatchNorm(site, eps, examples);
    }

    /** In how many parts training normalises a batch: as many as have {@link #ghost} examples each, or more. */
    public int parts(int batch) {
        return ghost == 0 ? 1 : Math.max(1, batch / ghost);
    }
}
