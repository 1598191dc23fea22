package org.netloom.op;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;
import org.netloom.op.BatchNorm.Affine;

/**
 * A batch normalization and the activation behind it, in training: {@code normalized = norm(x), y =
 * activation(normalized)}, for any function.
 */
public record BatchNormActivation(BatchNorm norm, Activation activation)
        implements FusedOp<BatchNormActivation.Kernel> {

    /**
     * What lies between the parts, and may be left unwritten.
     *
     * @param dNormalized the gradient by {@code normalized}, which backward alone looks at; null where there is none
     */
    public record Between(Tensor normalized, @Nullable Tensor dNormalized) {}

    /** Computes it. */
    public interface Kernel {
        /** @param statistics become those of the batch, as by {@link BatchNorm.Kernel#forward} */
        void forward(Tensor x, Affine affine, BatchStatistics statistics, Between between, Tensor y);

        /**
         * The gradients of {@link #forward}.
         *
         * @param affine as forward had it, for engines that compute {@code normalized} again
         */
        void backward(
                Tensor x,
                Affine affine,
                BatchStatistics statistics,
                Between between,
                Tensor y,
                Tensor dy,
                @Nullable Tensor dx,
                Affine dAffine);
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
        public void forward(Tensor x, Affine affine, BatchStatistics statistics, Between between, Tensor y) {
            norm.forward(x, affine, statistics, between.normalized());
            activation.forward(between.normalized(), y);
        }

        @Override
        public void backward(
                Tensor x,
                Affine affine,
                BatchStatistics statistics,
                Between between,
                Tensor y,
                Tensor dy,
                @Nullable Tensor dx,
                Affine dAffine) {
            Tensor dNormalized = requireNonNull(between.dNormalized(), "dNormalized");
            activation.backward(between.normalized(), y, dy, dNormalized);
            norm.backward(x, affine, statistics, dNormalized, dx, dAffine);
        }
    }
}
