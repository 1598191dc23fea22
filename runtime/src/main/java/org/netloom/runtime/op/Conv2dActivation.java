package org.netloom.runtime.op;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.Tensor;

/**
 * A convolution and the activation behind it: {@code linear = conv(x), y = activation(linear)}.
 *
 * <p>In training only for functions whose derivative follows from y alone (sigmoid, tanh, relu, clipped relu, leaky relu
 * of a slope above 0). Backward is that of the parts: an engine that leaves {@code linear} unwritten must then not read it
 * in {@link Activation.Kernel#backward}.
 */
public record Conv2dActivation(Conv2d conv, Activation activation) implements FusedOp<Conv2dActivation.Kernel> {

    /** Computes it. */
    public interface Kernel {
        /**
         * @param linear between: may be left unwritten
         */
        void forward(Tensor x, INDArray weight, @Nullable INDArray bias, Tensor linear, Tensor y);
    }

    /** The place of the convolution. */
    @Override
    public Site site() {
        return conv.site();
    }

    @Override
    public Kernel composed(Engine engine) {
        Conv2d.Kernel first = engine.kernel(conv);
        Activation.Kernel then = engine.kernel(activation);
        return (x, weight, bias, linear, y) -> {
            first.forward(x, weight, bias, linear);
            then.forward(linear, y);
        };
    }
}
