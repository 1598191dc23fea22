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

    /**
     * The parameters, which make the normalization an affine function of x, or the gradients by them.
     *
     * @param gamma the scale, [C], or null for 1; as a gradient null where nobody needs it
     * @param beta the shift, [C], or null for 0; as a gradient null where nobody needs it
     */
    public record Affine(@Nullable Array gamma, @Nullable Array beta) {}

    /** Computes it. */
    public interface Kernel {
        /**
         * Normalizes with the mean and the biased variance of the batch, or of each of its parts, and leaves them in {@code
         * statistics}. A batch or a part with a single value for each channel has no variance and is refused.
         */
        void forward(Tensor x, Affine affine, BatchStatistics statistics, Tensor y);

        /** The gradients of {@link #forward}, through mean and variance, which are the ones that it left. */
        void backward(
                Tensor x, Affine affine, BatchStatistics statistics, Tensor dy, @Nullable Tensor dx, Affine dAffine);

        /** Normalizes with given statistics, [C] each: a scale and a shift for each channel. */
        void inference(Tensor x, Affine affine, Array mean, Array variance, Tensor y);

        /** The gradients of {@link #inference}, for which mean and variance are constants. */
        void frozenBackward(
                Tensor x, Affine affine, Array mean, Array variance, Tensor dy, @Nullable Tensor dx, Affine dAffine);

        /** Leaves mean and biased variance of the whole batch, which may be a single value, and changes nothing else. */
        void moments(Tensor x, BatchStatistics statistics);
    }
}
