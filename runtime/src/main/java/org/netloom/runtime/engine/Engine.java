package org.netloom.runtime.engine;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.runtime.op.BatchNorm;
import org.netloom.runtime.op.ConvTranspose2d;
import org.netloom.runtime.op.Dropout;
import org.netloom.runtime.op.GroupNorm;
import org.netloom.runtime.op.LayerNorm;
import org.netloom.runtime.op.Pad2d;
import org.netloom.runtime.op.Site;
import org.netloom.runtime.op.Softmax;
import org.netloom.runtime.op.Upsample2d;

/**
 * Computes the operations of a network. A generated class is straight-line calls to these methods.
 *
 * <p>Parameters and their gradients are {@link INDArray}s in row-major order and PyTorch's shapes, whatever the engine;
 * activations are {@link Tensor}s, whose layout only the engine knows. Arguments are in the order: operation, inputs,
 * parameters, outputs. Every output is overwritten, never added to. A backward method takes null for the gradient of an
 * input that nobody needs. A failure names the operation's {@linkplain org.netloom.runtime.op.Site site}.
 *
 * <p>An engine and what runs on it, networks, passes, optimizers and tensors, are for one thread at a time: a call of a
 * second thread while one is inside throws a {@link org.netloom.runtime.ConcurrentUseException}, by {@link #guard}, one
 * after {@link #close} a {@link org.netloom.runtime.ClosedException}. Engines of their own compute side by side in as many
 * threads.
 */
public interface Engine extends FusedOperations, SequenceOperations, ParameterUpdates, AutoCloseable {

    /** The name that {@code --engine} knows it by. */
    String name();

    /** FLOAT or DOUBLE: the type of all parameters and activations. */
    DataType dataType();

    /**
     * What lets one thread at a time in: each method of this interface enters, but those that only tell what the engine
     * is.
     */
    ThreadGuard guard();

    /** Memory for the activations of one pass. */
    Buffers buffers();

    /**
     * Memory for the activations of one pass that only infers. What is read of it is the same; the engine may prepare
     * parameters for the pass, and keeps them until it hears of {@link Buffers#parametersChanged}.
     */
    default Buffers inferenceBuffers() {
        return buffers();
    }

    /** A parameter, a gradient or a statistic: zeros in row-major order. Whoever asks for it closes it. */
    INDArray zeros(long... shape);

    /** Copies a batch [N, …] of any data type into a tensor of N examples. */
    void write(INDArray values, Tensor x);

    /** Copies a tensor of N examples into an array [N, …] in row-major order. */
    void read(Tensor x, INDArray values);

    /** Normalises with given statistics, [C] each: a scale and a shift for each channel. */
    void batchNormInference(
            BatchNorm op,
            Tensor x,
            @Nullable INDArray gamma,
            @Nullable INDArray beta,
            INDArray mean,
            INDArray variance,
            Tensor y);

    /** The gradients of {@link #batchNormInference}, for which mean and variance are constants. */
    void batchNormFrozenBackward(
            BatchNorm op,
            Tensor x,
            @Nullable INDArray gamma,
            INDArray mean,
            INDArray variance,
            Tensor dy,
            @Nullable Tensor dx,
            @Nullable INDArray dGamma,
            @Nullable INDArray dBeta);

    /** Leaves mean and biased variance of the whole batch, which may be a single value, and changes nothing else. */
    void channelMoments(BatchNorm op, Tensor x, BatchStatistics statistics);

    void softmax(Softmax op, Tensor x, Tensor y);

    /** Takes the output y: dx = y (dy - Σ y dy). */
    void softmaxBackward(Softmax op, Tensor y, Tensor dy, Tensor dx);

    void layerNorm(LayerNorm op, Tensor x, INDArray gamma, INDArray beta, Tensor y);

    /** The gradients of {@link #layerNorm}, through mean and variance, which it computes again. */
    void layerNormBackward(
            LayerNorm op, Tensor x, INDArray gamma, Tensor dy, @Nullable Tensor dx, INDArray dGamma, INDArray dBeta);

    void groupNorm(GroupNorm op, Tensor x, INDArray gamma, INDArray beta, Tensor y);

    /** The gradients of {@link #groupNorm}, through mean and variance, which it computes again. */
    void groupNormBackward(
            GroupNorm op, Tensor x, INDArray gamma, Tensor dy, @Nullable Tensor dx, INDArray dGamma, INDArray dBeta);

    void pad2d(Pad2d op, Tensor x, Tensor y);

    void pad2dBackward(Pad2d op, Tensor dy, Tensor dx);

    void upsample2d(Upsample2d op, Tensor x, Tensor y);

    void upsample2dBackward(Upsample2d op, Tensor dy, Tensor dx);

    void convTranspose2d(ConvTranspose2d op, Tensor x, INDArray weight, @Nullable INDArray bias, Tensor y);

    void convTranspose2dBackward(
            ConvTranspose2d op,
            Tensor x,
            INDArray weight,
            Tensor dy,
            @Nullable Tensor dx,
            INDArray dWeight,
            @Nullable INDArray dBias);

    /**
     * Drops elements at random. The mask, 0 or 1/(1-p) for each element in row-major order, follows from {@code seed}
     * alone, so that every engine draws the same; it is left in {@code mask} for the way back.
     */
    void dropout(Dropout op, Tensor x, long seed, Tensor mask, Tensor y);

    void dropoutBackward(Dropout op, Tensor mask, Tensor dy, Tensor dx);

    /** y = a + b, elementwise; y may be a or b. Where a value fans out, its gradients add up. */
    void add(Tensor a, Tensor b, Tensor y);

    /** y = x, for tensors of one shape: the gradient of a sum by each of its terms. */
    void copy(Tensor x, Tensor y);

    /**
     * Writes x into the channels of y from {@code from} on, of a vector into its features; the others stay as they are.
     *
     * @param site of the concatenation
     */
    void concat(Site site, Tensor x, int from, Tensor y);

    /** The gradient by one part of a concatenation: the channels of dy from {@code from} on, as many as dx has. */
    void concatBackward(Site site, Tensor dy, int from, Tensor dx);

    /**
     * Softmax and cross-entropy in one, stable for logits of any finite size.
     *
     * @param logits [N,K], or [N,T,K] of a sequence: K at each of T positions
     * @param labels the class of each example, or of each position, example after example: N or N·T in [0, K)
     * @param dLogits becomes the gradient of the mean loss, (softmax - one-hot) / labels
     * @return the mean over all labels of -log softmax(logits)[label]; NaN where a logit is
     */
    double crossEntropy(Tensor logits, int[] labels, Tensor dLogits);

    /**
     * The mean over all elements of (y - target)².
     *
     * @param target of the shape of y: [N,K], [N,T,K]
     * @param dy becomes 2 (y - target) / elements
     */
    double meanSquaredError(Tensor y, INDArray target, Tensor dy);

    /**
     * Gives back what the engine itself holds; tensors and parameters belong to those who asked for them, who still close
     * them. A second time changes nothing.
     *
     * @throws org.netloom.runtime.ConcurrentUseException while another thread is inside; the engine stays open then
     */
    @Override
    void close();
}
