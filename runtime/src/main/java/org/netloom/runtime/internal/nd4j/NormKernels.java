package org.netloom.runtime.internal.nd4j;

import org.jspecify.annotations.Nullable;
import org.netloom.op.Array;
import org.netloom.op.BatchNorm;
import org.netloom.op.BatchNorm.Affine;
import org.netloom.op.BatchStatistics;
import org.netloom.op.GroupNorm;
import org.netloom.op.LayerNorm;
import org.netloom.op.Tensor;
import org.netloom.runtime.engine.NdArray;

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
            public void forward(Tensor x, Affine affine, BatchStatistics statistics, Tensor y) {
                calls.run(op, () -> batchNorms.forward(op, Nd4jTensor.of(x), affine, statistics, Nd4jTensor.of(y)));
            }

            @Override
            public void backward(
                    Tensor x,
                    Affine affine,
                    BatchStatistics statistics,
                    Tensor dy,
                    @Nullable Tensor dx,
                    Affine dAffine) {
                calls.run(
                        op,
                        () -> batchNorms.backward(
                                op,
                                Nd4jTensor.of(x),
                                affine,
                                statistics,
                                Nd4jTensor.of(dy),
                                Nd4jTensor.ofNullable(dx),
                                dAffine));
            }

            @Override
            public void inference(Tensor x, Affine affine, Array mean, Array variance, Tensor y) {
                calls.run(
                        op,
                        () -> batchNorms.inference(
                                op,
                                Nd4jTensor.of(x),
                                affine,
                                NdArray.of(mean),
                                NdArray.of(variance),
                                Nd4jTensor.of(y)));
            }

            @Override
            public void frozenBackward(
                    Tensor x,
                    Affine affine,
                    Array mean,
                    Array variance,
                    Tensor dy,
                    @Nullable Tensor dx,
                    Affine dAffine) {
                calls.run(
                        op,
                        () -> batchNorms.frozenBackward(
                                op,
                                Nd4jTensor.of(x),
                                affine,
                                NdArray.of(mean),
                                NdArray.of(variance),
                                Nd4jTensor.of(dy),
                                Nd4jTensor.ofNullable(dx),
                                dAffine));
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
            public void forward(Tensor x, Array gamma, Array beta, Tensor y) {
                calls.run(
                        op,
                        () -> rowNorms.layerNorm(
                                op, Nd4jTensor.of(x), NdArray.of(gamma), NdArray.of(beta), Nd4jTensor.of(y)));
            }

            @Override
            public void backward(Tensor x, Array gamma, Tensor dy, @Nullable Tensor dx, Array dGamma, Array dBeta) {
                calls.run(
                        op,
                        () -> rowNorms.layerNormBackward(
                                op,
                                Nd4jTensor.of(x),
                                NdArray.of(gamma),
                                Nd4jTensor.of(dy),
                                Nd4jTensor.ofNullable(dx),
                                NdArray.of(dGamma),
                                NdArray.of(dBeta)));
            }
        };
    }

    GroupNorm.Kernel groupNorm(GroupNorm op) {
        return new GroupNorm.Kernel() {
            @Override
            public void forward(Tensor x, Array gamma, Array beta, Tensor y) {
                calls.run(
                        op,
                        () -> rowNorms.groupNorm(
                                op, Nd4jTensor.of(x), NdArray.of(gamma), NdArray.of(beta), Nd4jTensor.of(y)));
            }

            @Override
            public void backward(Tensor x, Array gamma, Tensor dy, @Nullable Tensor dx, Array dGamma, Array dBeta) {
                calls.run(
                        op,
                        () -> rowNorms.groupNormBackward(
                                op,
                                Nd4jTensor.of(x),
                                NdArray.of(gamma),
                                Nd4jTensor.of(dy),
                                Nd4jTensor.ofNullable(dx),
                                NdArray.of(dGamma),
                                NdArray.of(dBeta)));
            }
        };
    }
}
