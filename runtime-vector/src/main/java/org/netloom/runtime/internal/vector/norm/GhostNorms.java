package org.netloom.runtime.internal.vector.norm;

import org.jspecify.annotations.Nullable;
import org.netloom.kernel.internal.LaneNorm;
import org.netloom.kernel.internal.Lanes;
import org.netloom.kernel.internal.Planes;
import org.netloom.kernel.internal.RowMoments;
import org.netloom.op.BatchNorm;
import org.netloom.op.BatchNorm.Affine;
import org.netloom.op.BatchStatistics;
import org.netloom.runtime.engine.BatchVariance;
import org.netloom.runtime.internal.vector.memory.PlaneTask;
import org.netloom.runtime.internal.vector.memory.VectorMemory;
import org.netloom.runtime.internal.vector.memory.VectorTensor;
import org.netloom.runtime.internal.vector.memory.Workers;

/**
 * Batch normalization in parts, whose borders lie inside blocks. So nothing is summed over lanes by vectors: each example
 * has moments and sums of its own, which are merged for each part in double, in the order of the examples; and what follows
 * for a part is given to the lanes of its examples.
 */
final class GhostNorms implements AutoCloseable {
    private final Workers workers;
    private final PlanesTask planes = new PlanesTask();
    private final GhostChannels channels = new GhostChannels();

    /** Of each plane {@link LaneNorm#VECTORS} vectors: what is measured, and then what is computed of that. */
    private final VectorMemory memory = new VectorMemory();

    GhostNorms(Workers workers) {
        this.workers = workers;
        memory.reserve(LaneNorm.VECTORS * Lanes.COUNT);
    }

    void forward(BatchNorm op, VectorTensor x, Affine affine, BatchStatistics statistics, VectorTensor y) {
        statistics.begin(x.batch(), x.pixels(), op.parts(x.batch()));
        BatchVariance.require(op, statistics);
        long lanes = lanes(x);
        channels.of(op, x, statistics, affine, lanes);
        planes.of(x, lanes);
        run(PlanesTask.Kind.MOMENTS);
        run(GhostChannels.Kind.STATISTICS);
        planes.y = y.address();
        run(PlanesTask.Kind.FORWARD);
    }

    /** As {@link Normalization#backward}, of each part; the gradients by gamma and beta are summed over them. */
    void backward(
            BatchNorm op,
            VectorTensor x,
            Affine affine,
            BatchStatistics statistics,
            VectorTensor dy,
            @Nullable VectorTensor dx,
            Affine dAffine) {
        long lanes = lanes(x);
        channels.of(op, x, statistics, affine, lanes);
        channels.into(dAffine);
        planes.of(x, lanes);
        run(GhostChannels.Kind.MEANS);
        planes.dy = dy.address();
        run(PlanesTask.Kind.SUMS);
        run(GhostChannels.Kind.GRADIENTS);
        if (dx != null) {
            planes.dx = dx.address();
            run(PlanesTask.Kind.BACKWARD);
        }
    }

    private long lanes(VectorTensor x) {
        return memory.address(x.blocks() * x.channels());
    }

    private void run(PlanesTask.Kind kind) {
        planes.kind = kind;
        workers.run(planes);
    }

    private void run(GhostChannels.Kind kind) {
        channels.kind = kind;
        workers.run(channels);
    }

    @Override
    public void close() {
        memory.close();
    }

    /** What is done by vectors. */
    private static final class PlanesTask extends PlaneTask {
        private enum Kind {
            MOMENTS,
            FORWARD,
            SUMS,
            BACKWARD
        }

        private Kind kind = Kind.MOMENTS;
        private int pixels;
        private long lanesOfPlanes;
        private long x;
        private long y;
        private long dy;
        private long dx;

        void of(VectorTensor in, long beside) {
            over(in);
            pixels = in.pixels();
            x = in.address();
            lanesOfPlanes = beside;
        }

        @Override
        protected void plane(int worker, int block, int channel, int number, int lanes) {
            long at = (long) number * pixels * Lanes.BYTES;
            long beside = lanesOfPlanes + (long) number * LaneNorm.VECTORS * Lanes.BYTES;
            switch (kind) {
                case MOMENTS -> RowMoments.measure(x + at, pixels, beside);
                case FORWARD -> LaneNorm.forward(x + at, y + at, pixels, beside);
                case SUMS -> LaneNorm.sums(x + at, dy + at, pixels, beside);
                case BACKWARD -> {
                    LaneNorm.backward(x + at, dy + at, dx + at, pixels, beside);
                    if (lanes < Lanes.COUNT) {
                        Planes.clearLanes(dx + at, pixels, lanes);
                    }
                }
            }
        }
    }
}
