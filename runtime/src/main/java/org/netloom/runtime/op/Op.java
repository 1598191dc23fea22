package org.netloom.runtime.op;

/**
 * One operation of a network with the constants that the compiler knows: what an {@linkplain
 * org.netloom.runtime.engine.Engine engine} is asked to compute. Operations are immutable and hold no data.
 *
 * <p>Each operation is one file, with an interface {@code Kernel} of what computes it. Images are [N,C,H,W], vectors [N,F],
 * sequences [N,T,F]; parameters and their gradients are arrays in row-major order and PyTorch's shapes. What a kernel's
 * methods take comes in the order: inputs, parameters, outputs. Every output is overwritten, never added to. {@code backward}
 * takes null for the gradient of an input that nobody needs.
 *
 * @param <K> the interface of its kernels
 */
public interface Op<K> {
    /** The layer that asks for this operation and its place in the {@code .net} file. */
    Site site();
}
