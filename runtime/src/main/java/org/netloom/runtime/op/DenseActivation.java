package org.netloom.runtime.op;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.Tensor;

/**
 * A dense layer and the activation behind it: {@code linear = dense(x), y = activation(linear)}, of vectors and of each
 * step of a sequence.
 *
 * <p>In training only for functions whose derivative follows from y alone (sigmoid, tanh, relu, clipped relu, leaky relu
 * of a slope above 0). Backward is that of the parts: an engine that leaves {@code linear} unwritten must then not read it
 * in {@link Activation.Kernel#backward}.
 */
public record DenseActivation(Dense dense, Activation activation) implements FusedOp<DenseActivation.Kernel> {

    /** Computes it. */
    public interface Kernel {
        /**
         * @param linear between: may be left unwritten
         */
        void forward(Tensor x, INDArray weight, @Nullable INDArray bias, Tensor linear, Tensor y);
    }

    /** The place of the dense layer. */
    @Override
    public Site site() {
        return dense.site();
    }

    @Override
    public Kernel composed(Engine engine) {
        Dense.Kernel first = engine.kernel(dense);
        Activation.Kernel then = engine.kernel(activation);
        return (x, weight, bias, linear, y) -> {
            first.forward(x, weight, bias, linear);
            then.forward(linear, y);
        };
    }
}
