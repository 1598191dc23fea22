package org.netloom.runtime.internal.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.op.Activation;
import org.netloom.op.Add;
import org.netloom.op.Concat;
import org.netloom.op.Dropout;
import org.netloom.op.Softmax;
import org.netloom.op.Tensor;
import org.netloom.runtime.engine.DropoutMask;

/** The kernels of what goes value by value, and softmax. */
final class PointwiseKernels {
    private final Calls calls;
    private final Kernels kernels;
    private final Activations activations;
    private final Softmaxes softmaxes;

    PointwiseKernels(Calls calls, Kernels kernels) {
        this.calls = calls;
        this.kernels = kernels;
        activations = new Activations(kernels);
        softmaxes = new Softmaxes();
    }

    Activation.Kernel activation(Activation op) {
        return new Activation.Kernel() {
            @Override
            public void forward(Tensor x, Tensor y) {
                calls.run(
                        op,
                        () -> activations.forward(
                                op, Nd4jTensor.of(x).array(), Nd4jTensor.of(y).array()));
            }

            @Override
            public void backward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
                calls.run(
                        op,
                        () -> activations.backward(
                                op,
                                Nd4jTensor.of(x).array(),
                                Nd4jTensor.of(y).array(),
                                Nd4jTensor.of(dy).array(),
                                Nd4jTensor.of(dx).array()));
            }
        };
    }

    Softmax.Kernel softmax(Softmax op) {
        return new Softmax.Kernel() {
            @Override
            public void forward(Tensor x, Tensor y) {
                calls.run(op, () -> softmaxes.forward(Nd4jTensor.of(x), Nd4jTensor.of(y)));
            }

            @Override
            public void backward(Tensor y, Tensor dy, Tensor dx) {
                calls.run(op, () -> softmaxes.backward(Nd4jTensor.of(y), Nd4jTensor.of(dy), Nd4jTensor.of(dx)));
            }
        };
    }

    Dropout.Kernel dropout(Dropout op) {
        return new Dropout.Kernel() {
            @Override
            public void forward(Tensor x, long seed, Tensor mask, Tensor y) {
                calls.run(op, () -> {
                    INDArray factors = Nd4jTensor.of(mask).array();
                    HostCopy.write(
                            DropoutMask.draw(seed, op.probability(), Math.toIntExact(factors.length())), factors);
                    kernels.multiply(
                            Nd4jTensor.of(x).array(), factors, Nd4jTensor.of(y).array());
                });
            }

            @Override
            public void backward(Tensor mask, Tensor dy, Tensor dx) {
                calls.run(
                        op,
                        () -> kernels.multiply(
                                Nd4jTensor.of(dy).array(),
                                Nd4jTensor.of(mask).array(),
                                Nd4jTensor.of(dx).array()));
            }
        };
    }

    Add.Kernel add(Add op) {
        return new Add.Kernel() {
            @Override
            public void forward(Tensor a, Tensor b, Tensor y) {
                calls.run(
                        op,
                        () -> kernels.add(
                                Nd4jTensor.of(a).array(),
                                Nd4jTensor.of(b).array(),
                                Nd4jTensor.of(y).array()));
            }

            @Override
            public void backward(Tensor dy, Tensor dx) {
                calls.run(
                        op,
                        () -> Nd4jTensor.of(dx).array().assign(Nd4jTensor.of(dy).array()));
            }
        };
    }

    Concat.Kernel concat(Concat op) {
        return new Concat.Kernel() {
            @Override
            public void forward(Tensor x, int from, Tensor y) {
                calls.run(op, () -> {
                    Nd4jTensor part = Nd4jTensor.of(x);
                    Concatenation.part(Nd4jTensor.of(y), part, from).assign(Concatenation.rows(part));
                });
            }

            @Override
            public void backward(Tensor dy, int from, Tensor dx) {
                calls.run(op, () -> {
                    Nd4jTensor part = Nd4jTensor.of(dx);
                    Concatenation.rows(part).assign(Concatenation.part(Nd4jTensor.of(dy), part, from));
                });
            }
        };
    }
}
