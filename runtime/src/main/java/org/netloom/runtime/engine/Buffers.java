package org.netloom.runtime.engine;

import org.netloom.op.Tensor;

/**
 * The activations of one pass through a network. All of its tensors have the same batch size, which may change from
 * call to call: memory is taken once for the largest batch seen, and a smaller one uses a part of it.
 *
 * <p>For one thread at a time, like the engine that made them, whose {@link Engine#guard} each method enters. After {@link
 * #close} these methods, and operations on the tensors, throw a {@link org.netloom.runtime.exception.ClosedException}.
 */
public interface Buffers extends AutoCloseable {
    /** A tensor for examples of this shape. Its first {@link #batch} gives it memory. */
    Tensor tensor(int... shape);

    /**
     * A tensor that has its memory together with all others of this slot. There is room for the largest of them; what one
     * holds is lost when another is written, so that no two may be needed at a time.
     *
     * @param slot any number
     */
    Tensor shared(int slot, int... shape);

    /** The same memory as {@code source} under another shape of as many elements, in row-major order. */
    Tensor reshape(Tensor source, int... shape);

    /** Makes every tensor hold this many examples; contents are lost only where a larger batch needs new memory. */
    void batch(int examples);

    /** Says that values of parameters were changed since the last operation on these tensors. */
    default void parametersChanged() {
        // An engine that prepares nothing of parameters has nothing to do.
    }

    /**
     * Computes a tensor that a kernel of several layers left unwritten, as long as what it follows from is as that kernel
     * found it. {@link Engine#read} and other kernels never compute, and refuse such a tensor.
     */
    default void complete(Tensor x) {
        // An engine whose kernels write all that they are given has nothing to do.
    }

    /** Gives the memory back; a second time changes nothing. */
    @Override
    void close();
}
