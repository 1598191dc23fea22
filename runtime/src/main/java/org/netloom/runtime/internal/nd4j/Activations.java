package org.netloom.runtime.internal.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.op.Activation;

/**
 * Elementwise functions and their derivatives; NaN stays NaN in each of them.
 *
 * <p>Sigmoid, tanh and relu are ND4J's. Its others are not to be relied on: lrelu rounds its constant to float, elu
 * loses the digits of small values, softplus overflows at 89, relu6 turns NaN into 6, and there is no exact gelu; so
 * these are {@linkplain ActivationFunction curves} on the host.
 */
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
        switch (op.function()) {
            case SIGMOID -> sigmoid.on(x).into(y);
            case TANH -> tanh.on(x).into(y);
            case RELU -> relu.on(x).into(y);
            default -> {
                ActivationFunction curve = ActivationFunction.of(op);
                HostArray in = HostArray.read(x);
                HostArray out = HostArray.write(y);
                HostLoop.run(in.length(), (from, to) -> {
                    for (int i = from; i < to; i++) {
                        out.set(i, curve.value(in.get(i)));
                    }
                });
            }
        }
    }

    void backward(Activation op, INDArray x, INDArray y, INDArray dy, INDArray dx) {
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
            default -> {
                ActivationFunction curve = ActivationFunction.of(op);
                HostArray in = HostArray.read(x);
                HostArray gradient = HostArray.read(dy);
                HostArray out = HostArray.write(dx);
                HostLoop.run(in.length(), (from, to) -> {
                    for (int i = from; i < to; i++) {
                        out.set(i, curve.slope(in.get(i)) * gradient.get(i));
                    }
                });
            }
        }
    }
}
