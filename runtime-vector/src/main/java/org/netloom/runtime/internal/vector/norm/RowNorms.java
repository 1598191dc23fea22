package org.netloom.runtime.internal.vector.norm;

import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.kernel.internal.Lanes;
import org.netloom.kernel.internal.OutOfLine;
import org.netloom.kernel.internal.RowMoments;
import org.netloom.kernel.internal.RowNorm;
import org.netloom.kernel.internal.RowParameters;
import org.netloom.kernel.internal.Share;
import org.netloom.op.GroupNorm;
import org.netloom.op.LayerNorm;
import org.netloom.runtime.internal.vector.memory.Operands;
import org.netloom.runtime.internal.vector.memory.VectorMemory;
import org.netloom.runtime.internal.vector.memory.VectorTensor;
import org.netloom.runtime.internal.vector.memory.Workers;

/**
 * Normalizations with the statistics of a part of one example. Such a part is a row: vectors one after another, in which
 * each lane is for itself.
 */
final class RowNorms implements AutoCloseable {
    /** Of a row: its moments, and in the backward pass two means. */
    private static final int OF_ROW = RowMoments.VECTORS + RowNorm.MEANS;

    private final Workers workers;
    private final ForwardTask forward = new ForwardTask();
    private final BackwardTask backward = new BackwardTask();
    private final ParametersTask parameters = new ParametersTask();
    private final VectorMemory moments = new VectorMemory();
    private final VectorMemory scratch = new VectorMemory();
    private float[] gammas = new float[0];
    private float[] betas = new float[0];

    RowNorms(Workers workers) {
        this.workers = workers;
        moments.reserve(OF_ROW * Lanes.COUNT);
        scratch.reserve(RowParameters.SCRATCH * Lanes.COUNT);
    }

    void layerNorm(LayerNorm op, VectorTensor x, INDArray gamma, INDArray beta, VectorTensor y) {
        forward.overLayers(x, op.eps());
        forward(x, gamma, beta, y);
    }

    void groupNorm(GroupNorm op, VectorTensor x, INDArray gamma, INDArray beta, VectorTensor y) {
        forward.overGroups(x, op.groups(), op.eps());
        forward(x, gamma, beta, y);
    }

    void layerNormBackward(
            LayerNorm op,
            VectorTensor x,
            INDArray gamma,
            VectorTensor dy,
            @Nullable VectorTensor dx,
            INDArray dGamma,
            INDArray dBeta) {
        backward.overLayers(x, op.eps());
        parameters.overLayers(x, op.eps());
        backward(x, gamma, dy, dx, dGamma, dBeta);
    }

    void groupNormBackward(
            GroupNorm op,
            VectorTensor x,
            INDArray gamma,
            VectorTensor dy,
            @Nullable VectorTensor dx,
            INDArray dGamma,
            INDArray dBeta) {
        backward.overGroups(x, op.groups(), op.eps());
        parameters.overGroups(x, op.groups(), op.eps());
        backward(x, gamma, dy, dx, dGamma, dBeta);
    }

    private void forward(VectorTensor x, INDArray gamma, INDArray beta, VectorTensor y) {
        gammas = copied(gamma, gammas);
        betas = copied(beta, betas);
        forward.x = x.address();
        forward.y = y.address();
        forward.moments = moments.address(workers.count());
        workers.run(forward, x.vectors());
    }

    private void backward(
            VectorTensor x,
            INDArray gamma,
            VectorTensor dy,
            @Nullable VectorTensor dx,
            INDArray dGamma,
            INDArray dBeta) {
        gammas = copied(gamma, gammas);
        backward.x = x.address();
        backward.dy = dy.address();
        backward.dx = dx == null ? 0 : dx.address();
        backward.moments = moments.address(backward.rows);
        workers.run(backward, x.vectors());
        parameters.x = backward.x;
        parameters.dy = backward.dy;
        parameters.moments = backward.moments;
        parameters.dGamma = Operands.address(dGamma);
        parameters.dBeta = Operands.address(dBeta);
        parameters.scratch = scratch.address(workers.count());
        parameters.sums.over(
                parameters.rows / parameters.turns,
                parameters.at(parameters.turns),
                parameters.run,
                (long) parameters.turns * OF_ROW * Lanes.BYTES);
        workers.run(parameters, x.vectors());
    }

    /** A parameter's values in the heap, where kernels read single floats. */
    private static float[] copied(INDArray parameter, float[] room) {
        int length = Math.toIntExact(parameter.length());
        float[] values = room.length < length ? new float[length] : room;
        Lanes.copy(Operands.address(parameter), values, length);
        return values;
    }

    @Override
    public void close() {
        moments.close();
        scratch.close();
    }

    /**
     * How a tensor is cut up: rows of {@code width} vectors, each of runs that share gamma and beta; rows take turns to go
     * through them.
     */
    private abstract static class RowsTask implements Workers.Task {
        long x;
        long moments;
        float eps;
        int rows;
        int width;

        /** How many vectors one after another have the same gamma and beta. */
        int run;

        /** After how many rows the parameters begin again. */
        int turns;

        /** An example, or each step of a sequence [T,F]. */
        final void overLayers(VectorTensor in, double addedToVariance) {
            int steps = in.shape().size() == 2 ? in.channels() : 1;
            over(in, steps, 1, 1, addedToVariance);
        }

        final void overGroups(VectorTensor in, int groups, double addedToVariance) {
            over(in, groups, in.pixels(), groups, addedToVariance);
        }

        private void over(VectorTensor in, int rowsOfBlock, int vectorsOfRun, int turnsOfRows, double addedToVariance) {
            rows = in.blocks() * rowsOfBlock;
            width = in.elements() / rowsOfBlock;
            run = vectorsOfRun;
            turns = turnsOfRows;
            // What is more than 0 must not become 0 as a float: a row of equal values would be divided by it.
            eps = (float) Math.max(addedToVariance, Float.MIN_NORMAL);
        }

        /** How many gammas a row has. */
        final int ofRow() {
            return width / run;
        }

        /** The first of them. */
        final int first(int row) {
            return row % turns * ofRow();
        }

        /** Where a row begins in a tensor. */
        final long at(int row) {
            return (long) row * width * Lanes.BYTES;
        }

        final long momentsAt(int row) {
            return moments + (long) row * OF_ROW * Lanes.BYTES;
        }
    }

    private final class ForwardTask extends RowsTask {
        private long y;

        @Override
        public void run(int share, int shares) {
            int end = Share.first(rows, share + 1, shares);
            for (int row = Share.first(rows, share, shares); row < end; row++) {
                RowMoments.measure(x + at(row), width, momentsAt(share));
                RowMoments.invert(momentsAt(share), width, eps);
                RowNorm.forward(x + at(row), y + at(row), ofRow(), run, gammas, betas, first(row), momentsAt(share));
            }
        }
    }

    /** Leaves each row's moments to the {@link ParametersTask}. */
    private final class BackwardTask extends RowsTask {
        private final OutOfLine propagate = OutOfLine.of(MethodHandles.lookup(), this, "propagate", 1);
        private long dy;
        private long dx;

        @Override
        public void run(int share, int shares) {
            int end = Share.first(rows, share + 1, shares);
            for (int row = Share.first(rows, share, shares); row < end; row++) {
                RowMoments.measure(x + at(row), width, momentsAt(row));
                RowMoments.invert(momentsAt(row), width, eps);
                if (dx != 0) {
                    propagate.call(row);
                }
            }
        }

        private void propagate(long number) {
            int row = (int) number;
            long in = x + at(row);
            RowNorm.means(in, dy + at(row), ofRow(), run, gammas, first(row), momentsAt(row));
            RowNorm.backward(in, dy + at(row), dx + at(row), ofRow(), run, gammas, first(row), momentsAt(row));
        }
    }

    /** Workers share the parameters. */
    private static final class ParametersTask extends RowsTask {
        private long dy;
        private long dGamma;
        private long dBeta;
        private long scratch;
        private final RowParameters sums = new RowParameters();

        @Override
        public void run(int share, int shares) {
            int count = ofRow() * turns;
            int end = Share.first(count, share + 1, shares);
            long room = scratch + (long) share * RowParameters.SCRATCH * Lanes.BYTES;
            int p = Share.first(count, share, shares);
            while (p < end) {
                int row = p / ofRow();
                long first = at(row) + (long) (p % ofRow()) * run * Lanes.BYTES;
                long ofGamma = dGamma + (long) p * Float.BYTES;
                long ofBeta = dBeta + (long) p * Float.BYTES;
                if (run == 1 && p + RowParameters.SEVERAL <= Math.min(end, (row + 1) * ofRow())) {
                    sums.several(x + first, dy + first, momentsAt(row), room, ofGamma, ofBeta);
                    p += RowParameters.SEVERAL;
                } else {
                    sums.one(x + first, dy + first, momentsAt(row), room, ofGamma, ofBeta);
                    p++;
                }
            }
        }
    }
}
