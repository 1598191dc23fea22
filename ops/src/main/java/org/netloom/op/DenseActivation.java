package org.netloom.op;

import org.jspecify.annotations.Nullable;

/**
 * A dense layer and the activation behind it: {@code linear = dense(x), y = activation(linear)}, of vectors and of each
 * step of a sequence.
 *
 * <p>In training only where the {@linkplain Activation#slopeFollowsFromOutput derivative follows from y alone}. Backward is
 * that of the parts: an engine that leaves {@code linear} unwritten must then not read it in {@link
 * Activation.Kernel#backward}.
 */
public record DenseActivation(Dense dense, Activation activation) implements FusedOp<DenseActivation.Kernel> {

    /** Computes it. */
    public interface Kernel {
        /**
         * @param linear between: may be left unwritten
         */
        void forward(Tensor x, Array weight, @Nullable Array bias, Tensor linear, Tensor y);
    }

    /** The place of the dense layer. */
    @Override
    public Site site() {
        return dense.site();
    }

    @Override
    public Kernel defaultKernel(Kernels kernels) {
        Dense.Kernel first = kernels.kernel(dense);
        Activation.Kernel then = kernels.kernel(activation);
        return (x, weight, bias, linear, y) -> {
            first.forward(x, weight, bias, linear);
            then.forward(linear, y);
        };
    }
}
