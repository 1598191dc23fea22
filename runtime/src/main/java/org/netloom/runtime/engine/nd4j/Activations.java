package org.netloom.runtime.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.runtime.op.Activation;

/** Elementwise functions and their derivatives; NaN stays NaN in each of them. */
final class Activations {
    private final Kernels kernels;
    private final NativeCall sigmoid;
    private final NativeCall tanh;
    private final NativeCall relu;
    private final NativeCall reluBackward;

    Activations(Kernels kernels) {
        this.kernels = kernels;
        sigmoid = kernels.own(new NativeCall("sigmoid"));
        tanh = kernels.own(new NativeCall("tanh"));
        relu = kernels.own(new NativeCall("relu").reals(0));
        reluBackward = kernels.own(new NativeCall("relu_bp").reals(0));
    }

    void forward(Activation op, INDArray x, INDArray y) {
        NativeCall function = switch (op.function()) {
            case SIGMOID -> sigmoid;
            case TANH -> tanh;
            case RELU -> relu;
        };
        function.on(x).into(y);
    }

    void backward(Activation op, INDArray y, INDArray dy, INDArray dx) {
        switch (op.function()) {
            case SIGMOID -> { // y (1 - y)
                kernels.oneMinus(y, dx);
                kernels.multiply(dx, y, dx);
                kernels.multiply(dx, dy, dx);
            }
            case TANH -> { // 1 - y²
                kernels.multiply(y, y, dx);
                kernels.oneMinus(dx, dx);
                kernels.multiply(dx, dy, dx);
            }
            case RELU -> reluBackward.on(y, dy).into(dx); // 1 where y > 0, otherwise 0
        }
    }
}
