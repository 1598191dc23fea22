package org.netloom.op;

import org.jspecify.annotations.Nullable;

/**
 * One operation of a network with the constants that the compiler knows: what an engine is asked to compute. Operations are
 * immutable and hold no data.
 *
 * <p>Each operation is one file, with an interface {@code Kernel} of what computes it. Images are [N,C,H,W], vectors [N,F],
 * sequences [N,T,F]; parameters and their gradients are arrays in row-major order and PyTorch's shapes. What a kernel's
 * methods take comes in the order: inputs, parameters, outputs. Every output is overwritten, never added to. {@code backward}
 * takes null for the gradient of an input that nobody needs.
 *
 * <p>The compiler reads the methods of a kernel that steps of a pass call: the names of their parameters, which are kept in
 * the class file ({@code javac -parameters}), their types, {@link Tensor}, {@link Array}, {@link BatchStatistics}, {@code
 * long} for a seed and {@code int} for a number that the compiler knows, and which of them are {@link Nullable}. So no two
 * methods have one name.
 *
 * <p>What belongs together, as the weights of a layer do, may be one parameter: a record whose components are tensors and
 * arrays, such as {@link Attention.Weights}. A step names its components as if each were a parameter; behind a {@code
 * Weights weights} those of a {@code Weights dWeights} have a d before their names: {@code dInWeight}. A pass makes such a
 * record once and hands it over in each call. So a method may find more in it than its own step names, which other steps
 * of the layer do, and leaves that alone.
 *
 * @param <K> the interface of its kernels
 */
public interface Op<K> {
    /** The layer that asks for this operation and its place in the {@code .net} file. */
    Site site();

    /**
     * The kernel of an engine that has none of its own for this operation; null where every engine must bring one.
     *
     * @param kernels of that engine
     */
    default @Nullable K defaultKernel(Kernels kernels) {
        return null;
    }
}
