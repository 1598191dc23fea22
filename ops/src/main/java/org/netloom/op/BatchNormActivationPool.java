package org.netloom.op;

import org.jspecify.annotations.Nullable;

/**
 * A batch normalization, the activation behind it and the pooling behind that, in training: {@code normalized = norm(x),
 * activated = activation(normalized), y = pool(activated)}.
 *
 * <p>The pooling takes the maximum, and the function {@linkplain Activation#neverDecreases never decreases}, so that
 * {@code y} is also the function of the largest normalized value of each window: with a negative gamma, of the smallest x.
 */
public record BatchNormActivationPool(BatchNorm norm, Activation activation, Pool2d pool)
        implements FusedOp<BatchNormActivationPool.Kernel> {

    /** Computes it. */
    public interface Kernel {
        /**
         * @param statistics become those of the batch, as by {@link BatchNorm.Kernel#forward}
         * @param normalized between: may be left unwritten
         * @param activated between: may be left unwritten
         */
        void forward(
                Tensor x,
                @Nullable Array gamma,
                @Nullable Array beta,
                BatchStatistics statistics,
                Tensor normalized,
                Tensor activated,
                Tensor y);

        /**
         * The gradients of {@link #forward}. Of several elements of a window with the largest activation the first gets the
         * gradient, row by row.
         *
         * @param beta as forward had it, for engines that compute {@code normalized} again
         * @param dActivated between: may be left unwritten
         * @param dNormalized between: may be left unwritten
         */
        void backward(
                Tensor x,
                @Nullable Array gamma,
                @Nullable Array beta,
                BatchStatistics statistics,
                Tensor normalized,
                Tensor activated,
                Tensor y,
                Tensor dy,
                Tensor dActivated,
                Tensor dNormalized,
                @Nullable Tensor dx,
                @Nullable Array dGamma,
                @Nullable Array dBeta);
    }

    /** The place of the batch normalization. */
    @Override
    public Site site() {
        return norm.site();
    }

    @Override
    public Kernel defaultKernel(Kernels kernels) {
        return new Composed(kernels.kernel(new BatchNormActivation(norm, activation)), kernels.kernel(pool));
    }

    private record Composed(BatchNormActivation.Kernel norm, Pool2d.Kernel pool) implements Kernel {
        @Override
        public void forward(
                Tensor x,
                @Nullable Array gamma,
                @Nullable Array beta,
                BatchStatistics statistics,
                Tensor normalized,
                Tensor activated,
                Tensor y) {
            norm.forward(x, gamma, beta, statistics, normalized, activated);
            pool.forward(activated, y);
        }

        @Override
        public void backward(
                Tensor x,
                @Nullable Array gamma,
                @Nullable Array beta,
                BatchStatistics statistics,
                Tensor normalized,
                Tensor activated,
                Tensor y,
                Tensor dy,
                Tensor dActivated,
                Tensor dNormalized,
                @Nullable Tensor dx,
                @Nullable Array dGamma,
                @Nullable Array dBeta) {
            pool.backward(activated, y, dy, dActivated);
            norm.backward(
                    x, gamma, beta, statistics, normalized, activated, dActivated, dNormalized, dx, dGamma, dBeta);
        }
    }
}
