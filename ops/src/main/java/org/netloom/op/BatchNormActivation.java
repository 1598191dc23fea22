package org.netloom.op;

import org.jspecify.annotations.Nullable;

/**
 * A batch normalization and the activation behind it, in training: {@code normalized = norm(x), y =
 * activation(normalized)}, for any function.
 */
public record BatchNormActivation(BatchNorm norm, Activation activation)
        implements FusedOp<BatchNormActivation.Kernel> {

    /** Computes it. */
    public interface Kernel {
        /**
         * @param statistics become those of the batch, as by {@link BatchNorm.Kernel#forward}
         * @param normalized between: may be left unwritten
         */
        void forward(
                Tensor x,
                @Nullable Array gamma,
                @Nullable Array beta,
                BatchStatistics statistics,
                Tensor normalized,
                Tensor y);

        /**
         * The gradients of {@link #forward}.
         *
         * @param beta as forward had it, for engines that compute {@code normalized} again
         * @param dNormalized between: may be left unwritten
         */
        void backward(
                Tensor x,
                @Nullable Array gamma,
                @Nullable Array beta,
                BatchStatistics statistics,
                Tensor normalized,
                Tensor y,
                Tensor dy,
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
        return new Composed(kernels.kernel(norm), kernels.kernel(activation));
    }

    private record Composed(BatchNorm.Kernel norm, Activation.Kernel activation) implements Kernel {
        @Override
        public void forward(
                Tensor x,
                @Nullable Array gamma,
                @Nullable Array beta,
                BatchStatistics statistics,
                Tensor normalized,
                Tensor y) {
            norm.forward(x, gamma, beta, statistics, normalized);
            activation.forward(normalized, y);
        }

        @Override
        public void backward(
                Tensor x,
                @Nullable Array gamma,
                @Nullable Array beta,
                BatchStatistics statistics,
                Tensor normalized,
                Tensor y,
                Tensor dy,
                Tensor dNormalized,
                @Nullable Tensor dx,
                @Nullable Array dGamma,
                @Nullable Array dBeta) {
            activation.backward(normalized, y, dy, dNormalized);
            norm.backward(x, gamma, statistics, dNormalized, dx, dGamma, dBeta);
        }
    }
}
