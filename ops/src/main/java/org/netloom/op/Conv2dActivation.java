package org.netloom.op;

import org.jspecify.annotations.Nullable;

/**
 * A convolution and the activation behind it: {@code linear = conv(x), y = activation(linear)}.
 *
 * <p>In training only where the {@linkplain Activation#slopeFollowsFromOutput derivative follows from y alone}. Backward is
 * that of the parts: an engine that leaves {@code linear} unwritten must then not read it in {@link
 * Activation.Kernel#backward}.
 */
public record Conv2dActivation(Conv2d conv, Activation activation) implements FusedOp<Conv2dActivation.Kernel> {

    /** Computes it. */
    public interface Kernel {
        /**
         * @param linear between: may be left unwritten
         */
        void forward(Tensor x, Array weight, @Nullable Array bias, Tensor linear, Tensor y);
    }

    /** The place of the convolution. */
    @Override
    public Site site() {
        return conv.site();
    }

    @Override
    public Kernel defaultKernel(Kernels kernels) {
        Conv2d.Kernel first = kernels.kernel(conv);
        Activation.Kernel then = kernels.kernel(activation);
        return (x, weight, bias, linear, y) -> {
            first.forward(x, weight, bias, linear);
            then.forward(linear, y);
        };
    }
}
