package org.netloom.runtime.internal.vector.norm;

import static org.netloom.runtime.internal.vector.memory.Operands.gradient;
import static org.netloom.runtime.internal.vector.memory.Operands.inBlocks;
import static org.netloom.runtime.internal.vector.memory.Operands.written;

import org.jspecify.annotations.Nullable;
import org.netloom.kernel.internal.ActivationLoops;
import org.netloom.kernel.internal.Windows;
import org.netloom.op.Array;
import org.netloom.op.BatchNorm;
import org.netloom.op.BatchNorm.Affine;
import org.netloom.op.BatchNormActivation;
import org.netloom.op.BatchNormActivationPool;
import org.netloom.op.BatchStatistics;
import org.netloom.op.GroupNorm;
import org.netloom.op.LayerNorm;
import org.netloom.op.Pool2d;
import org.netloom.op.Tensor;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.engine.ThreadGuard;
import org.netloom.runtime.engine.ThreadGuard.Turn;
import org.netloom.runtime.internal.vector.image.Poolings;
import org.netloom.runtime.internal.vector.memory.VectorTensor;
import org.netloom.runtime.internal.vector.memory.Workers;
import org.netloom.runtime.internal.vector.pointwise.ActivationCache;

/** The kernels of normalizations, alone and with what is behind them. */
public final class NormKernels {
    private final ThreadGuard guard;
    private final Engine engine;
    private final ActivationCache curves;
    private final Poolings poolings;
    private final Normalization normalization;
    private final GhostNorms ghostNorms;
    private final RowNorms rowNorms;

    public NormKernels(Engine engine, Workers workers, ActivationCache curves, Poolings poolings) {
        this.guard = workers.guard();
        this.engine = engine;
        this.curves = curves;
        this.poolings = poolings;
        normalization = new Normalization(workers);
        ghostNorms = new GhostNorms(workers);
        rowNorms = new RowNorms(workers);
    }

    public BatchNorm.Kernel batchNorm(BatchNorm op) {
        Normalized operands = new Normalized(op);
        return new BatchNorm.Kernel() {
            @Override
            public void forward(Tensor x, Affine affine, BatchStatistics statistics, Tensor y) {
                try (Turn turn = guard.enter()) {
                    if (op.parts(x.batch()) > 1) {
                        ghostNorms.forward(op, inBlocks(x), affine, statistics, written(y));
                        return;
                    }
                    Normalized of = operands.of(inBlocks(x), affine, statistics);
                    normalization.forward(of, ActivationCache.IDENTITY, null, written(y));
                }
            }

            @Override
            public void backward(
                    Tensor x,
                    Affine affine,
                    BatchStatistics statistics,
                    Tensor dy,
                    @Nullable Tensor dx,
                    Affine dAffine) {
                try (Turn turn = guard.enter()) {
                    if (statistics.parts() > 1) {
                        ghostNorms.backward(
                                op,
                                inBlocks(x),
                                affine,
                                statistics,
                                gradient(dy),
                                VectorTensor.ofNullable(dx),
                                dAffine);
                        return;
                    }
                    normalization.backward(
                            operands.of(inBlocks(x), affine, statistics),
                            ActivationCache.IDENTITY,
                            null,
                            null,
                            gradient(dy),
                            VectorTensor.ofNullable(dx),
                            dAffine);
                }
            }

            @Override
            public void inference(Tensor x, Affine affine, Array mean, Array variance, Tensor y) {
                try (Turn turn = guard.enter()) {
                    normalization.inference(
                            op, inBlocks(x), affine, NdArray.of(mean), NdArray.of(variance), written(y));
                }
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
                try (Turn turn = guard.enter()) {
                    normalization.frozenBackward(
                            op,
                            inBlocks(x),
                            affine,
                            NdArray.of(mean),
                            NdArray.of(variance),
                            gradient(dy),
                            VectorTensor.ofNullable(dx),
                            dAffine);
                }
            }

            @Override
            public void moments(Tensor x, BatchStatistics statistics) {
                try (Turn turn = guard.enter()) {
                    normalization.moments(inBlocks(x), statistics);
                }
            }
        };
    }

    public BatchNormActivation.Kernel batchNormActivation(BatchNormActivation op) {
        BatchNorm norm = op.norm();
        ActivationLoops curve = curves.of(op.activation());
        BatchNormActivation.Kernel composed = op.defaultKernel(engine);
        Normalized operands = new Normalized(norm);
        return new BatchNormActivation.Kernel() {
            @Override
            public void forward(
                    Tensor x,
                    Affine affine,
                    BatchStatistics statistics,
                    BatchNormActivation.Between between,
                    Tensor y) {
                try (Turn turn = guard.enter()) {
                    if (norm.parts(x.batch()) > 1) {
                        composed.forward(x, affine, statistics, between, y);
                        return;
                    }
                    Normalized of = operands.of(inBlocks(x), affine, statistics);
                    normalization.forward(of, curve, null, written(y));
                    normalization.leaveOut(VectorTensor.of(between.normalized()), of, ActivationCache.IDENTITY);
                }
            }

            @Override
            public void backward(
                    Tensor x,
                    Affine affine,
                    BatchStatistics statistics,
                    BatchNormActivation.Between between,
                    Tensor y,
                    Tensor dy,
                    @Nullable Tensor dx,
                    Affine dAffine) {
                try (Turn turn = guard.enter()) {
                    if (statistics.parts() > 1) {
                        composed.backward(x, affine, statistics, between, y, dy, dx, dAffine);
                        return;
                    }
                    normalization.backward(
                            operands.of(inBlocks(x), affine, statistics),
                            curve,
                            null,
                            inBlocks(y),
                            gradient(dy),
                            VectorTensor.ofNullable(dx),
                            dAffine);
                }
            }
        };
    }

    public BatchNormActivationPool.Kernel batchNormActivationPool(BatchNormActivationPool op) {
        BatchNorm norm = op.norm();
        ActivationLoops curve = curves.of(op.activation());
        BatchNormActivationPool.Kernel composed = op.defaultKernel(engine);
        Pool2d pool = op.pool();
        Normalized operands = new Normalized(norm);
        return new BatchNormActivationPool.Kernel() {
            @Override
            public void forward(
                    Tensor x,
                    Affine affine,
                    BatchStatistics statistics,
                    BatchNormActivationPool.Between between,
                    Tensor y) {
                try (Turn turn = guard.enter()) {
                    VectorTensor in = inBlocks(x);
                    Windows windows = poolings.windows(pool, in, VectorTensor.of(y));
                    if (norm.parts(x.batch()) > 1 || !windows.disjoint() || !curve.neverDecreases()) {
                        composed.forward(x, affine, statistics, between, y);
                        return;
                    }
                    Normalized of = operands.of(in, affine, statistics);
                    normalization.forward(of, curve, windows, written(y));
                    normalization.leaveOut(VectorTensor.of(between.normalized()), of, ActivationCache.IDENTITY);
                    normalization.leaveOut(VectorTensor.of(between.activated()), of, curve);
                }
            }

            @Override
            public void backward(
                    Tensor x,
                    Affine affine,
                    BatchStatistics statistics,
                    BatchNormActivationPool.Between between,
                    Tensor y,
                    Tensor dy,
                    @Nullable Tensor dx,
                    Affine dAffine) {
                try (Turn turn = guard.enter()) {
                    VectorTensor in = inBlocks(x);
                    Windows windows = poolings.windows(pool, in, VectorTensor.of(y));
                    if (statistics.parts() > 1 || !windows.disjoint() || !curve.neverDecreases()) {
                        composed.backward(x, affine, statistics, between, y, dy, dx, dAffine);
                        return;
                    }
                    normalization.backward(
                            operands.of(in, affine, statistics),
                            curve,
                            windows,
                            inBlocks(y),
                            gradient(dy),
                            VectorTensor.ofNullable(dx),
                            dAffine);
                }
            }
        };
    }

    public LayerNorm.Kernel layerNorm(LayerNorm op) {
        return new LayerNorm.Kernel() {
            @Override
            public void forward(Tensor x, Array gamma, Array beta, Tensor y) {
                try (Turn turn = guard.enter()) {
                    rowNorms.layerNorm(op, inBlocks(x), NdArray.of(gamma), NdArray.of(beta), written(y));
                }
            }

            @Override
            public void backward(Tensor x, Array gamma, Tensor dy, @Nullable Tensor dx, Array dGamma, Array dBeta) {
                try (Turn turn = guard.enter()) {
                    rowNorms.layerNormBackward(
                            op,
                            inBlocks(x),
                            NdArray.of(gamma),
                            gradient(dy),
                            VectorTensor.ofNullable(dx),
                            NdArray.of(dGamma),
                            NdArray.of(dBeta));
                }
            }
        };
    }

    public GroupNorm.Kernel groupNorm(GroupNorm op) {
        return new GroupNorm.Kernel() {
            @Override
            public void forward(Tensor x, Array gamma, Array beta, Tensor y) {
                try (Turn turn = guard.enter()) {
                    rowNorms.groupNorm(op, inBlocks(x), NdArray.of(gamma), NdArray.of(beta), written(y));
                }
            }

            @Override
            public void backward(Tensor x, Array gamma, Tensor dy, @Nullable Tensor dx, Array dGamma, Array dBeta) {
                try (Turn turn = guard.enter()) {
                    rowNorms.groupNormBackward(
                            op,
                            inBlocks(x),
                            NdArray.of(gamma),
                            gradient(dy),
                            VectorTensor.ofNullable(dx),
                            NdArray.of(dGamma),
                            NdArray.of(dBeta));
                }
            }
        };
    }

    public void close() {
        normalization.close();
        ghostNorms.close();
        rowNorms.close();
    }
}
