package org.netloom.op;

/**
 * What an operation finds on every engine, and what a {@linkplain Op#defaultKernel default kernel} is made of: the kernels
 * of other operations, and the numbers of tensors and arrays.
 *
 * <p>For one thread at a time, like the engine behind it.
 */
public interface Kernels {
    /**
     * What computes this operation here. The same object each time: a pass asks once for each of its operations, when it is
     * made.
     *
     * @throws RuntimeException if the engine cannot compute it; the message names its site
     */
    <K> K kernel(Op<K> op);

    /**
     * Copies all examples of the batch at hand out, in row-major order: [N,C,H,W], [N,T,F] or [N,F].
     *
     * @param values of exactly as many elements
     */
    void read(Tensor x, double[] values);

    /**
     * Overwrites all examples of the batch at hand, in row-major order and rounded to the engine's type.
     *
     * @param values of exactly as many elements
     */
    void write(double[] values, Tensor x);

    /**
     * Copies an array out, in row-major order.
     *
     * @param values of exactly as many elements
     */
    void read(Array x, double[] values);

    /**
     * Overwrites an array, in row-major order and rounded to the engine's type.
     *
     * @param values of exactly as many elements
     */
    void write(double[] values, Array x);
}
