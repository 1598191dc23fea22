package org.netloom.runtime.engine.nd4j;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.runtime.engine.BatchStatistics;
import org.netloom.runtime.engine.Tensor;
import org.netloom.runtime.op.BatchNorm;
import org.netloom.runtime.op.GroupNorm;
import org.netloom.runtime.op.LayerNorm;

/** The kernels of normalizations. */
final class NormKernels {
    private final Calls calls;
    private final BatchNorms batchNorms;
    private final RowNorms rowNorms;

    NormKernels(Calls calls, Kernels kernels) {
        this.calls = calls;
        batchNorms = new BatchNorms(kernels);
        rowNorms = new RowNorms(kernels);
    }

    BatchNorm.Kernel batchNorm(BatchNorm op) {
        return new BatchNorm.Kernel() {
            @Override
            public void forward(
                    Tensor x, @Nullable INDArray gamma, @Nullable INDArray beta, BatchStatistics statistics, Tensor y) {
                calls.run(
                        op, () -> batchNorms.forward(op, Nd4jTensor.of(x), gamma, beta, statistics, Nd4jTensor.of(y)));
            }

            @Override
            public void backward(
                    Tensor x,
                    @Nullable INDArray gamma,
                    BatchStatistics statistics,
                    Tensor dy,
                    @Nullable Tensor dx,
                    @Nullable INDArray dGamma,
                    @Nullable INDArray dBeta) {
                calls.run(
                        op,
                        () -> batchNorms.backward(
                                op,
                                Nd4jTensor.of(x),
                                gamma,
                                statistics,
                                Nd4jTensor.of(dy),
                                Nd4jTensor.ofNullable(dx),
                                dGamma,
                                dBeta));
            }

            @Override
            public void inference(
                    Tensor x,
                    @Nullable INDArray gamma,
                    @Nullable INDArray beta,
                    INDArray mean,
                    INDArray variance,
                    Tensor y) {
                calls.run(
                        op,
                        () -> batchNorms.inference(
                                op, Nd4jTensor.of(x), gamma, beta, mean, variance, Nd4jTensor.of(y)));
            }

            @Override
            public void frozenBackward(
                    Tensor x,
                    @Nullable INDArray gamma,
                    INDArray mean,
                    INDArray variance,
                    Tensor dy,
                    @Nullable Tensor dx,
                    @Nullable INDArray dGamma,
                    @Nullable INDArray dBeta) {
                calls.run(
                        op,
                        () -> batchNorms.frozenBackward(
                                op,
                                Nd4jTensor.of(x),
                                gamma,
                                mean,
                                variance,
                                Nd4jTensor.of(dy),
                                Nd4jTensor.ofNullable(dx),
                                dGamma,
                                dBeta));
            }

            @Override
            public void moments(Tensor x, BatchStatistics statistics) {
                calls.run(op, () -> batchNorms.moments(Nd4jTensor.of(x), statistics));
            }
        };
    }

    LayerNorm.Kernel layerNorm(LayerNorm op) {
        return new LayerNorm.Kernel() {
            @Override
            public void forward(Tensor x, INDArray gamma, INDArray beta, Tensor y) {
                calls.run(op, () -> rowNorms.layerNorm(op, Nd4jTensor.of(x), gamma, beta, Nd4jTensor.of(y)));
            }

            @Override
            public void backward(
                    Tensor x, INDArray gamma, Tensor dy, @Nullable Tensor dx, INDArray dGamma, INDArray dBeta) {
                calls.run(
                        op,
                        () -> rowNorms.layerNormBackward(
                                op,
                                Nd4jTensor.of(x),
                                gamma,
                                Nd4jTensor.of(dy),
                                Nd4jTensor.ofNullable(dx),
                                dGamma,
                                dBeta));
            }
        };
    }

    GroupNorm.Kernel groupNorm(GroupNorm op) {
        return new GroupNorm.Kernel() {
            @Override
            public void forward(Tensor x, INDArray gamma, INDArray beta, Tensor y) {
                calls.run(op, () -> rowNorms.groupNorm(op, Nd4jTensor.of(x), gamma, beta, Nd4jTensor.of(y)));
            }

            @Override
            public void backward(
                    Tensor x, INDArray gamma, Tensor dy, @Nullable Tensor dx, INDArray dGamma, INDArray dBeta) {
                calls.run(
                        op,
                        () -> rowNorms.groupNormBackward(
                                op,
                                Nd4jTensor.of(x),
                                gamma,
                                Nd4jTensor.of(dy),
                                Nd4jTensor.ofNullable(dx),
                                dGamma,
                                dBeta));
            }
        };
    }
}
