package org.netloom.runtime.engine;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.runtime.op.Activation;
import org.netloom.runtime.op.BatchNorm;
import org.netloom.runtime.op.Conv2d;
import org.netloom.runtime.op.Dense;
import org.netloom.runtime.op.Pool2d;

/**
 * The operations of an {@link Engine} that {@link FusedOperations} are composed of, each by itself.
 *
 * <p>Images are [N,C,H,W], vectors [N,F], sequences [N,T,F].
 */
public interface SingleOperations {

    void conv2d(Conv2d op, Tensor x, INDArray weight, @Nullable INDArray bias, Tensor y);

    void conv2dBackward(
            Conv2d op,
            Tensor x,
            INDArray weight,
            Tensor dy,
            @Nullable Tensor dx,
            INDArray dWeight,
            @Nullable INDArray dBias);

    void dense(Dense op, Tensor x, INDArray weight, @Nullable INDArray bias, Tensor y);

    void denseBackward(
            Dense op,
            Tensor x,
            INDArray weight,
            Tensor dy,
            @Nullable Tensor dx,
            INDArray dWeight,
            @Nullable INDArray dBias);

    /**
     * Normalises with the mean and the biased variance of the batch, or of each of its parts, and leaves them in {@code
     * statistics}. A batch or a part with a single value for each channel has no variance and is refused.
     *
     * @param gamma [C], or null for 1
     * @param beta [C], or null for 0
     */
    void batchNorm(
            BatchNorm op,
            Tensor x,
            @Nullable INDArray gamma,
            @Nullable INDArray beta,
            BatchStatistics statistics,
            Tensor y);

    /** The gradients of {@link #batchNorm}, through mean and variance, which are the ones that it left. */
    void batchNormBackward(
            BatchNorm op,
            Tensor x,
            @Nullable INDArray gamma,
            BatchStatistics statistics,
            Tensor dy,
            @Nullable Tensor dx,
            @Nullable INDArray dGamma,
            @Nullable INDArray dBeta);

    void activation(Activation op, Tensor x, Tensor y);

    /** Takes input and output, because the derivative of some functions follows from x, and that of others from y. */
    void activationBackward(Activation op, Tensor x, Tensor y, Tensor dy, Tensor dx);

    void pool2d(Pool2d op, Tensor x, Tensor y);

    void pool2dBackward(Pool2d op, Tensor x, Tensor y, Tensor dy, Tensor dx);
}
