package org.netloom.runtime.engine;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.op.Array;
import org.netloom.op.Kernels;
import org.netloom.op.Op;
import org.netloom.op.Tensor;
import org.netloom.runtime.engine.ThreadGuard.Turn;

/**
 * Computes the operations of a network: memory, and for each operation a kernel. A generated class is straight-line calls
 * to kernels.
 *
 * <p>Parameters and their gradients are {@link NdArray}s in row-major order and PyTorch's shapes, whatever the engine;
 * activations are {@link Tensor}s, whose layout only the engine knows. What a kernel computes its {@linkplain Op operation}
 * says; a failure names the operation's {@linkplain org.netloom.op.Site site}.
 *
 * <p>An engine and what runs on it, kernels, networks, passes, optimizers and tensors, are for one thread at a time: a call
 * of a second thread while one is inside throws a {@link org.netloom.runtime.exception.ConcurrentUseException}, by {@link #guard}, one
 * after {@link #close} a {@link org.netloom.runtime.exception.ClosedException}. Engines of their own compute side by side in as many
 * threads.
 */
public interface Engine extends Kernels, AutoCloseable {

    /** The name that {@code --engine} knows it by. */
    String name();

    /** FLOAT or DOUBLE: the type of all parameters and activations. */
    DataType dataType();

    /**
     * What lets one thread at a time in: each method of this interface and of kernels enters, but those that only tell what
     * the engine is.
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
    NdArray zeros(long... shape);

    /** Copies a batch [N, …] of any data type into a tensor of N examples. */
    void write(INDArray values, Tensor x);

    /** Copies a tensor of N examples into an array [N, …] in row-major order. */
    void read(Tensor x, INDArray values);

    @Override
    default void read(Tensor x, double[] values) {
        try (Turn turn = guard().enter();
                INDArray copy = RowMajor.room(dataType(), x, values.length)) {
            read(x, copy);
            RowMajor.read(copy, values);
        }
    }

    @Override
    default void write(double[] values, Tensor x) {
        try (Turn turn = guard().enter();
                INDArray copy = RowMajor.room(dataType(), x, values.length)) {
            RowMajor.write(values, copy);
            write(copy, x);
        }
    }

    @Override
    default void read(Array x, double[] values) {
        try (Turn turn = guard().enter()) {
            RowMajor.read(NdArray.of(x), values);
        }
    }

    @Override
    default void write(double[] values, Array x) {
        try (Turn turn = guard().enter()) {
            RowMajor.write(values, NdArray.of(x));
        }
    }

    /**
     * What computes this operation here, for tensors of this engine. The same object each time: a pass asks once for each of
     * its operations, when it is made.
     *
     * @throws org.netloom.runtime.exception.NetworkException if the engine cannot compute it; the message names its site
     */
    @Override
    <K> K kernel(Op<K> op);

    /**
     * Gives back what the engine itself holds; tensors and parameters belong to those who asked for them, who still close
     * them. A second time changes nothing.
     *
     * @throws org.netloom.runtime.exception.ConcurrentUseException while another thread is inside; the engine stays open then
     */
    @Override
    void close();
}
