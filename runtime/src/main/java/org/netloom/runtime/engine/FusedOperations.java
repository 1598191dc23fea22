package org.netloom.runtime.engine;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.runtime.op.Activation;
import org.netloom.runtime.op.BatchNorm;
import org.netloom.runtime.op.Conv2d;
import org.netloom.runtime.op.Dense;
import org.netloom.runtime.op.Pool2d;

/**
 * Neighbours of a network in one call, so that an engine can compute them in one pass over the data.
 *
 * <p>The methods here compose the {@linkplain SingleOperations single operations}, in the order in which a class without
 * fusion calls them: the same bits. An engine with a kernel for the whole overrides them.
 *
 * <p>The tensors <em>between</em> the parts ({@code linear}, {@code normalized}, {@code activated} and their gradients)
 * are for engines that need them. An engine may leave them as they are, and then nobody reads them: what a method of the
 * way back takes of them it finds as the method of the way forward left them, or it computes it again from x. All other
 * outputs are overwritten.
 */
public interface FusedOperations extends SingleOperations {

    /**
     * {@code linear = conv2d(x), y = activation(linear)}. In training only for functions whose derivative follows from
     * y alone (sigmoid, tanh, relu, clipped relu, leaky relu of a slope above 0): an engine that leaves {@code linear}
     * unwritten must then not read it in {@link #activationBackward}.
     *
     * @param linear between: may be left unwritten
     */
    default void conv2dActivation(
            Conv2d op,
            Tensor x,
            INDArray weight,
            @Nullable INDArray bias,
            Tensor linear,
            Activation activation,
            Tensor y) {
        conv2d(op, x, weight, bias, linear);
        activation(activation, linear, y);
    }

    /**
     * {@code linear = dense(x), y = activation(linear)}, of vectors and of each step of a sequence. In training for the
     * functions of {@link #conv2dActivation} only.
     *
     * @param linear between: may be left unwritten
     */
    default void denseActivation(
            Dense op,
            Tensor x,
            INDArray weight,
            @Nullable INDArray bias,
            Tensor linear,
            Activation activation,
            Tensor y) {
        dense(op, x, weight, bias, linear);
        activation(activation, linear, y);
    }

    /**
     * {@code normalized = batchNorm(x), y = activation(normalized)} in training, for any function.
     *
     * @param statistics become those of the batch, as by {@link #batchNorm}
     * @param normalized between: may be left unwritten
     */
    default void batchNormActivation(
            BatchNorm op,
            Tensor x,
            @Nullable INDArray gamma,
            @Nullable INDArray beta,
            BatchStatistics statistics,
            Tensor normalized,
            Activation activation,
            Tensor y) {
        batchNorm(op, x, gamma, beta, statistics, normalized);
        activation(activation, normalized, y);
    }

    /**
     * The gradients of {@link #batchNormActivation}.
     *
     * @param beta as on the way forward, for engines that compute {@code normalized} again
     * @param dNormalized between: may be left unwritten
     */
    default void batchNormActivationBackward(
            BatchNorm op,
            Tensor x,
            @Nullable INDArray gamma,
            @Nullable INDArray beta,
            BatchStatistics statistics,
            Tensor normalized,
            Activation activation,
            Tensor y,
            Tensor dy,
            Tensor dNormalized,
            @Nullable Tensor dx,
            @Nullable INDArray dGamma,
            @Nullable INDArray dBeta) {
        activationBackward(activation, normalized, y, dy, dNormalized);
        batchNormBackward(op, x, gamma, statistics, dNormalized, dx, dGamma, dBeta);
    }

    /**
     * {@code normalized = batchNorm(x), activated = activation(normalized), y = pool2d(activated)} in training. The
     * pooling takes the maximum, and the function never decreases, so that {@code y} is also the function of the largest
     * normalised value of each window: with a negative gamma, of the smallest x.
     *
     * @param statistics become those of the batch, as by {@link #batchNorm}
     * @param normalized between: may be left unwritten
     * @param activated between: may be left unwritten
     */
    default void batchNormActivationPool(
            BatchNorm op,
            Tensor x,
            @Nullable INDArray gamma,
            @Nullable INDArray beta,
            BatchStatistics statistics,
            Tensor normalized,
            Activation activation,
            Tensor activated,
            Pool2d pool,
            Tensor y) {
        batchNormActivation(op, x, gamma, beta, statistics, normalized, activation, activated);
        pool2d(pool, activated, y);
    }

    /**
     * The gradients of {@link #batchNormActivationPool}. Of several elements of a window with the largest activation the
     * first gets the gradient, row by row.
     *
     * @param beta as on the way forward, for engines that compute {@code normalized} again
     * @param dActivated between: may be left unwritten
     * @param dNormalized between: may be left unwritten
     */
    default void batchNormActivationPoolBackward(
            BatchNorm op,
            Tensor x,
            @Nullable INDArray gamma,
            @Nullable INDArray beta,
            BatchStatistics statistics,
            Tensor normalized,
            Activation activation,
            Tensor activated,
            Pool2d pool,
            Tensor y,
            Tensor dy,
            Tensor dActivated,
            Tensor dNormalized,
            @Nullable Tensor dx,
            @Nullable INDArray dGamma,
            @Nullable INDArray dBeta) {
        pool2dBackward(pool, activated, y, dy, dActivated);
        batchNormActivationBackward(
                op,
                x,
                gamma,
                beta,
                statistics,
                normalized,
                activation,
                activated,
                dActivated,
                dNormalized,
                dx,
                dGamma,
                dBeta);
    }
}
