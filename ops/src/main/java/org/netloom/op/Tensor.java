package org.netloom.op;

import java.util.List;

/**
 * A value that flows through a network: an activation or its gradient, for the batch at hand.
 *
 * <p>It is a handle and no array, because its memory layout is its engine's own. What it holds is read with {@link
 * Kernels#read(Tensor, double[])} and written with {@link Kernels#write(double[], Tensor)}, in row-major order, [N,C,H,W],
 * [N,T,F] or [N,F].
 */
public interface Tensor {
    /** The shape of one example, without the batch: {@code [6, 24, 24]} or {@code [120]}. */
    List<Integer> shape();

    /** The number of examples at hand. */
    int batch();
}
