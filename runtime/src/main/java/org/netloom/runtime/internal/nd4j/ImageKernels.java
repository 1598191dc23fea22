package org.netloom.runtime.internal.nd4j;

import org.netloom.op.Pad2d;
import org.netloom.op.Pool2d;
import org.netloom.op.Tensor;
import org.netloom.op.Upsample2d;

/** The kernels of what changes the size of images. */
final class ImageKernels {
    private final Calls calls;
    private final Poolings poolings;
    private final Resamplings resamplings;

    ImageKernels(Calls calls, Kernels kernels) {
        this.calls = calls;
        poolings = new Poolings(kernels);
        resamplings = new Resamplings(kernels);
    }

    Pool2d.Kernel pool2d(Pool2d op) {
        return new Pool2d.Kernel() {
            @Override
            public void forward(Tensor x, Tensor y) {
                calls.run(op, () -> poolings.forward(op, Nd4jTensor.of(x), Nd4jTensor.of(y)));
            }

            @Override
            public void backward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
                calls.run(op, () -> poolings.backward(op, Nd4jTensor.of(x), Nd4jTensor.of(dy), Nd4jTensor.of(dx)));
            }
        };
    }

    Pad2d.Kernel pad2d(Pad2d op) {
        return new Pad2d.Kernel() {
            @Override
            public void forward(Tensor x, Tensor y) {
                calls.run(op, () -> resamplings.pad(op, Nd4jTensor.of(x), Nd4jTensor.of(y)));
            }

            @Override
            public void backward(Tensor dy, Tensor dx) {
                calls.run(op, () -> resamplings.padBackward(op, Nd4jTensor.of(dy), Nd4jTensor.of(dx)));
            }
        };
    }

    Upsample2d.Kernel upsample2d(Upsample2d op) {
        return new Upsample2d.Kernel() {
            @Override
            public void forward(Tensor x, Tensor y) {
                calls.run(op, () -> resamplings.upsample(op, Nd4jTensor.of(x), Nd4jTensor.of(y)));
            }

            @Override
            public void backward(Tensor dy, Tensor dx) {
                calls.run(op, () -> resamplings.upsampleBackward(op, Nd4jTensor.of(dy), Nd4jTensor.of(dx)));
            }
        };
    }
}
