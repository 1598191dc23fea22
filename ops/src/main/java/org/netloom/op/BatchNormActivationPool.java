package org.netloom.op;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;
import org.netloom.op.BatchNorm.Affine;

/**
 * A batch normalization, the activation behind it and the pooling behind that, in training: {@code normalized = norm(x),
 * activated = activation(normalized), y = pool(activated)}.
 *
 * <p>The pooling takes the maximum, and the function {@linkplain Activation#neverDecreases never decreases}, so that
 * {@code y} is also the function of the largest normalized value of each window: with a negative gamma, of the smallest x.
 */
public record BatchNormActivationPool(BatchNorm norm, Activation activation, Pool2d pool)
        implements FusedOp<BatchNormActivationPool.Kernel> {

    /**
     * What lies between the parts, and may be left unwritten.
     *
     * @param dActivated the gradient by {@code activated}, which backward alone looks at; null where there is none
     * @param dNormalized the gradient by {@code normalized}, likewise
     */
    public record Between(
            Tensor normalized,
            Tensor activated,
            @Nullable Tensor dActivated,
            @Nullable Tensor dNormalized) {}

    /** Computes it. */
    public interface Kernel {
        /** @param statistics become those of the batch, as by {@link BatchNorm.Kernel#forward} */
        void forward(Tensor x, Affine affine, BatchStatistics statistics, Between between, Tensor y);

        /**
         * The gradients of {@link #forward}. Of several elements of a window with the largest activation the first gets the
         * gradient, row by row.
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
        return new Composed(kernels.kernel(new BatchNormActivation(norm, activation)), kernels.kernel(pool));
    }

    private static final class Composed implements Kernel {
        private final BatchNormActivation.Kernel norm;
        private final Pool2d.Kernel pool;
        /** What the first two parts have between them of what the last call had, so that a step makes no object. */
        private BatchNormActivation.@Nullable Between inner;

        Composed(BatchNormActivation.Kernel norm, Pool2d.Kernel pool) {
            this.norm = norm;
            this.pool = pool;
        }

        @Override
        public void forward(Tensor x, Affine affine, BatchStatistics statistics, Between between, Tensor y) {
            norm.forward(x, affine, statistics, inner(between), between.activated());
            pool.forward(between.activated(), y);
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
            Tensor dActivated = requireNonNull(between.dActivated(), "dActivated");
            pool.backward(between.activated(), y, dy, dActivated);
            norm.backward(x, affine, statistics, inner(between), between.activated(), dActivated, dx, dAffine);
        }

        private BatchNormActivation.Between inner(Between between) {
            BatchNormActivation.Between last = inner;
            if (last == null
                    || last.normalized() != between.normalized()
                    || last.dNormalized() != between.dNormalized()) {
                last = new BatchNormActivation.Between(between.normalized(), between.dNormalized());
                inner = last;
            }
            return last;
        }
    }
}
