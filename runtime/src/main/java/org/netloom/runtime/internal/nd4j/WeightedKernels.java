package org.netloom.runtime.internal.nd4j;

import org.jspecify.annotations.Nullable;
import org.netloom.op.Array;
import org.netloom.op.Conv2d;
import org.netloom.op.ConvTranspose2d;
import org.netloom.op.Dense;
import org.netloom.op.InputMeans;
import org.netloom.op.Tensor;
import org.netloom.runtime.engine.NdArray;

/** The kernels of layers that are linear in their weights. */
final class WeightedKernels {
    private final Calls calls;
    private final Convolutions convolutions;
    private final TransposedConvolutions transposedConvolutions;
    private final DenseLayers denseLayers;

    WeightedKernels(Calls calls, Kernels kernels) {
        this.calls = calls;
        convolutions = new Convolutions(kernels);
        transposedConvolutions = new TransposedConvolutions(kernels);
        denseLayers = new DenseLayers(kernels);
    }

    InputMeans.Kernel inputMeans(InputMeans op) {
        return new BatchSums(op, calls);
    }

    Conv2d.Kernel conv2d(Conv2d op) {
        return new Conv2d.Kernel() {
            @Override
            public void forward(Tensor x, Array weight, @Nullable Array bias, Tensor y) {
                calls.run(
                        op,
                        () -> convolutions.forward(
                                op, Nd4jTensor.of(x), NdArray.of(weight), NdArray.ofNullable(bias), Nd4jTensor.of(y)));
            }

            @Override
            public void backward(
                    Tensor x, Array weight, Tensor dy, @Nullable Tensor dx, Array dWeight, @Nullable Array dBias) {
                calls.run(
                        op,
                        () -> convolutions.backward(
                                op,
                                Nd4jTensor.of(x),
                                NdArray.of(weight),
                                Nd4jTensor.of(dy),
                                Nd4jTensor.ofNullable(dx),
                                NdArray.of(dWeight),
                                NdArray.ofNullable(dBias)));
            }
        };
    }

    ConvTranspose2d.Kernel convTranspose2d(ConvTranspose2d op) {
        return new ConvTranspose2d.Kernel() {
            @Override
            public void forward(Tensor x, Array weight, @Nullable Array bias, Tensor y) {
                calls.run(
                        op,
                        () -> transposedConvolutions.forward(
                                op, Nd4jTensor.of(x), NdArray.of(weight), NdArray.ofNullable(bias), Nd4jTensor.of(y)));
            }

            @Override
            public void backward(
                    Tensor x, Array weight, Tensor dy, @Nullable Tensor dx, Array dWeight, @Nullable Array dBias) {
                calls.run(
                        op,
                        () -> transposedConvolutions.backward(
                                op,
                                Nd4jTensor.of(x),
                                NdArray.of(weight),
                                Nd4jTensor.of(dy),
                                Nd4jTensor.ofNullable(dx),
                                NdArray.of(dWeight),
                                NdArray.ofNullable(dBias)));
            }
        };
    }

    Dense.Kernel dense(Dense op) {
        return new Dense.Kernel() {
            @Override
            public void forward(Tensor x, Array weight, @Nullable Array bias, Tensor y) {
                calls.run(
                        op,
                        () -> denseLayers.forward(
                                Nd4jTensor.of(x), NdArray.of(weight), NdArray.ofNullable(bias), Nd4jTensor.of(y)));
            }

            @Override
            public void backward(
                    Tensor x, Array weight, Tensor dy, @Nullable Tensor dx, Array dWeight, @Nullable Array dBias) {
                calls.run(
                        op,
                        () -> denseLayers.backward(
                                Nd4jTensor.of(x),
                                NdArray.of(weight),
                                Nd4jTensor.of(dy),
                                Nd4jTensor.ofNullable(dx),
                                NdArray.of(dWeight),
                                NdArray.ofNullable(dBias)));
            }
        };
    }
}
