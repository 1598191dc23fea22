package org.netloom.op;

import java.util.List;

/**
 * Numbers that the size of a batch does not change: a parameter, its gradient, a moving statistic; also what a loss compares
 * a batch with. They are in row-major order, whatever the engine, and their memory is the engine's.
 *
 * <p>It is a handle: {@link Kernels#read(Array, double[])} and {@link Kernels#write(double[], Array)} reach what it holds.
 */
public interface Array {
    /** The shape: {@code [6, 1, 5, 5]} of the weights of a convolution. */
    List<Integer> shape();
}
