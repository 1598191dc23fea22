package org.netloom.op;

import org.jspecify.annotations.Nullable;

/**
 * Batch normalization (Ioffe and Szegedy, 2015): {@code y = gamma (x - mean) / sqrt(variance + eps) + beta}.
 *
 * <p>x [N,F] has one mean and variance for each feature, over N; x [N,C,H,W] one for each channel, over N, H and W.
 *
 * @param eps added to the variance
 * @param ghost how many examples training normalizes together at least (Hoffer, Hubara and Soudry, 2017): a batch of
 *     twice as many or more is normalized in parts; 0 for the whole batch
 */
public record BatchNorm(Site site, double eps, int ghost) implements Op<BatchNorm.Kernel> {
    public static BatchNorm of(String layer, String position, double eps) {
        return new BatchNorm(new Site(layer, position), eps, 0);
    }

    public BatchNorm ghost(int examples) {
        return new BatchNorm(site, eps, examples);
    }

    /** In how many parts training normalizes a batch: as many as have {@link #ghost} examples each, or more. */
    public int parts(int batch) {
        return ghost == 0 ? 1 : Math.max(1, batch / ghost);
    }

    /** Computes it. */
    public interface Kernel {
        /**
         * Normalizes with the mean and the biased variance of the batch, or of each of its parts, and leaves them in {@code
         * statistics}. A batch or a part with a single value for each channel has no variance and is refused.
         *
         * @param gamma [C], or null for 1
         * @param beta [C], or null for 0
         */
        void forward(Tensor x, @Nullable Array gamma, @Nullable Array beta, BatchStatistics statistics, Tensor y);

        /** The gradients of {@link #forward}, through mean and variance, which are the ones that it left. */
        void backward(
                Tensor x,
                @Nullable Array gamma,
                BatchStatistics statistics,
                Tensor dy,
                @Nullable Tensor dx,
                @Nullable Array dGamma,
                @Nullable Array dBeta);

        /** Normalizes with given statistics, [C] each: a scale and a shift for each channel. */
        void inference(Tensor x, @Nullable Array gamma, @Nullable Array beta, Array mean, Array variance, Tensor y);

        /** The gradients of {@link #inference}, for which mean and variance are constants. */
        void frozenBackward(
                Tensor x,
                @Nullable Array gamma,
                Array mean,
                Array variance,
                Tensor dy,
                @Nullable Tensor dx,
                @Nullable Array dGamma,
                @Nullable Array dBeta);

        /** Leaves mean and biased variance of the whole batch, which may be a single value, and changes nothing else. */
        void moments(Tensor x, BatchStatistics statistics);
    }
}
