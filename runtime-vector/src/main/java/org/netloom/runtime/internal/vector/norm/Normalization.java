package org.netloom.runtime.internal.vector.norm;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.kernel.internal.ActivationLoops;
import org.netloom.kernel.internal.ChannelAffines;
import org.netloom.kernel.internal.Lanes;
import org.netloom.kernel.internal.Moments;
import org.netloom.kernel.internal.Planes;
import org.netloom.kernel.internal.Windows;
import org.netloom.op.BatchNorm;
import org.netloom.op.BatchNorm.Affine;
import org.netloom.op.BatchStatistics;
import org.netloom.runtime.engine.BatchVariance;
import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.internal.vector.memory.Operands;
import org.netloom.runtime.internal.vector.memory.PlaneTask;
import org.netloom.runtime.internal.vector.memory.Recipe;
import org.netloom.runtime.internal.vector.memory.VectorMemory;
import org.netloom.runtime.internal.vector.memory.VectorTensor;
import org.netloom.runtime.internal.vector.memory.Workers;
import org.netloom.runtime.internal.vector.pointwise.ActivationCache;

/**
 * Batch normalization with what follows it, an activation and a max pooling, in one pass over the data.
 *
 * <p>Statistics are of each channel in each block first and merged in the order of the blocks, in double, so that they do
 * not depend on the number of workers. Of the spare lanes of the last block nothing goes into a sum.
 */
final class Normalization implements AutoCloseable {
    private final Workers workers;
    private final MomentsTask moments = new MomentsTask();
    private final CurveTask forward = new ForwardTask();
    private final CurveTask forwardPooled = new PooledForwardTask();
    private final SumsTask sums = new SumsTask();
    private final SumsTask sumsPooled = new PooledSumsTask();
    private final BackwardTask backward = new BackwardTask();
    private final BackwardTask backwardPooled = new PooledBackwardTask();

    private final VectorMemory sumsOfPlanes = new VectorMemory();
    private final VectorMemory scratch = new VectorMemory();
    private long sumsAt;
    private double[] ofPlanes = new double[0];
    private final ChannelAffines affines = new ChannelAffines();

    Normalization(Workers workers) {
        this.workers = workers;
        sumsOfPlanes.reserve(2 * Lanes.COUNT);
        scratch.reserve(1);
    }

    /** Mean and variance of the whole batch. */
    void moments(VectorTensor x, BatchStatistics statistics) {
        statistics.begin(x.batch(), x.pixels(), 1);
        measure(x, statistics);
    }

    /**
     * Normalizes with the batch's own statistics.
     *
     * @param windows of the pooling behind the activation; null where there is none
     */
    void forward(Normalized of, ActivationLoops curve, @Nullable Windows windows, VectorTensor y) {
        VectorTensor x = of.x();
        of.statistics().begin(x.batch(), x.pixels(), 1);
        BatchVariance.require(of.op(), of.statistics());
        measure(x, of.statistics());
        affine(of);
        apply(x, curve, windows, y);
    }

    /** Says of a tensor that {@link #forward} went past it, and how it follows from x with the curve up to there. */
    void leaveOut(VectorTensor between, Normalized of, ActivationLoops curve) {
        Again again =
                between.recipe() instanceof Again known && known.of.fits(of) ? known : new Again(of.copy(), curve);
        between.leaveOut(again);
    }

    private final class Again implements Recipe {
        private final Normalized of;
        private final ActivationLoops curve;

        Again(Normalized of, ActivationLoops curve) {
            this.of = of;
            this.curve = curve;
        }

        @Override
        public void compute(VectorTensor into) {
            of.x().complete();
            affine(of);
            apply(of.x(), curve, null, into);
        }
    }

    /** Normalizes with given statistics. */
    void inference(BatchNorm op, VectorTensor x, Affine affine, INDArray means, INDArray variances, VectorTensor y) {
        affine(op, affine, means, variances, x.channels());
        apply(x, ActivationCache.IDENTITY, null, y);
    }

    /**
     * The gradients of {@link #forward}: with g the gradient by what comes out of the normalization and {@code x̂ = (x -
     * mean) / √(variance + eps)} over M values of a channel, {@code dBeta = Σ g}, {@code dGamma = Σ g x̂}, {@code dx = gamma
     * / √(variance + eps) (g - dBeta / M - x̂ dGamma / M)} (Ioffe and Szegedy, 2015, section 3).
     */
    void backward(
            Normalized of,
            ActivationLoops curve,
            @Nullable Windows windows,
            @Nullable VectorTensor y,
            VectorTensor dy,
            @Nullable VectorTensor dx,
            Affine dAffine) {
        VectorTensor x = of.x();
        INDArray dGamma = NdArray.ofNullable(dAffine.gamma());
        INDArray dBeta = NdArray.ofNullable(dAffine.beta());
        BatchStatistics statistics = of.statistics();
        int channels = x.channels();
        affine(of);
        sum(x, y, dy, curve, windows);
        double count = statistics.count();
        for (int c = 0; c < channels; c++) {
            double inverse = 1 / Math.sqrt(statistics.variance()[c] + of.op().eps());
            double drift = statistics.mean()[c] - affines.mean[c];
            double ofBeta = total(x.blocks(), channels, c, 0);
            double ofGamma = (total(x.blocks(), channels, c, 1) - drift * ofBeta) * inverse;
            double scale = at(of.gamma(), c, 1) * inverse;
            double slope = -scale * inverse * ofGamma / count;
            affines.ofGradient[c] = (float) scale;
            affines.ofCentered[c] = (float) slope;
            affines.rest[c] = (float) (-scale * ofBeta / count - slope * drift);
            put(dGamma, c, ofGamma);
            put(dBeta, c, ofBeta);
        }
        if (dx != null) {
            propagate(x, y, dy, dx, curve, windows);
        }
    }

    /** The gradients of {@link #inference}, for which mean and variance are constants. */
    void frozenBackward(
            BatchNorm op,
            VectorTensor x,
            Affine affine,
            INDArray means,
            INDArray variances,
            VectorTensor dy,
            @Nullable VectorTensor dx,
            Affine dAffine) {
        int channels = x.channels();
        INDArray gamma = NdArray.ofNullable(affine.gamma());
        INDArray dGamma = NdArray.ofNullable(dAffine.gamma());
        INDArray dBeta = NdArray.ofNullable(dAffine.beta());
        affine(op, affine, means, variances, channels);
        if (dGamma != null || dBeta != null) {
            sum(x, null, dy, ActivationCache.IDENTITY, null);
        }
        for (int c = 0; c < channels; c++) {
            double inverse = 1 / Math.sqrt(at(variances, c, 1) + op.eps());
            if (dGamma != null || dBeta != null) {
                put(dBeta, c, total(x.blocks(), channels, c, 0));
                put(dGamma, c, total(x.blocks(), channels, c, 1) * inverse);
            }
            affines.ofGradient[c] = (float) (at(gamma, c, 1) * inverse);
            affines.ofCentered[c] = 0;
            affines.rest[c] = 0;
        }
        if (dx != null) {
            propagate(x, null, dy, dx, ActivationCache.IDENTITY, null);
        }
    }

    private void measure(VectorTensor x, BatchStatistics statistics) {
        int channels = x.channels();
        int blocks = x.blocks();
        room(blocks * channels * Moments.FIELDS, channels);
        moments.of(x, ofPlanes, scratch.address(workers.count() * Moments.SCRATCH));
        workers.run(moments);
        if (moments.wholeChannels()) {
            for (int c = 0; c < channels; c++) {
                int at = c * Moments.FIELDS;
                statistics.mean()[c] = ofPlanes[at];
                statistics.variance()[c] = ofPlanes[at + 1] / statistics.count();
                if (statistics.wantsExampleVariance()) {
                    statistics.exampleVariance()[c] = ofPlanes[at + 2] / statistics.examples();
                }
            }
            return;
        }
        for (int c = 0; c < channels; c++) {
            double meanSoFar = 0;
            double squares = 0;
            double ofExamples = 0;
            double examples = 0;
            for (int block = 0; block < blocks; block++) {
                int at = (block * channels + c) * Moments.FIELDS;
                double more = block == blocks - 1 ? x.lanesOfLast() : Lanes.COUNT;
                double away = ofPlanes[at] - meanSoFar;
                double all = examples + more;
                // Chan, Golub and LeVeque (1983): the parts' own deviations, and those of their means.
                double between = away * away * examples * more / all;
                meanSoFar += away * more / all;
                squares += ofPlanes[at + 1] + between * x.pixels();
                ofExamples += ofPlanes[at + 2] + between;
                examples = all;
            }
            statistics.mean()[c] = meanSoFar;
            statistics.variance()[c] = squares / statistics.count();
            if (statistics.wantsExampleVariance()) {
                statistics.exampleVariance()[c] = ofExamples / examples;
            }
        }
    }

    /** y = factor (x - mean) + offset, where the offset makes up for what the mean loses as a float. */
    private void affine(Normalized of) {
        BatchStatistics statistics = of.statistics();
        int channels = of.x().channels();
        room(0, channels);
        for (int c = 0; c < channels; c++) {
            affine(
                    of.op(),
                    of.gamma(),
                    of.beta(),
                    c,
                    statistics.mean()[c],
                    statistics.variance()[c]);
        }
    }

    private void affine(BatchNorm op, Affine affine, INDArray means, INDArray variances, int channels) {
        INDArray gamma = NdArray.ofNullable(affine.gamma());
        INDArray beta = NdArray.ofNullable(affine.beta());
        room(0, channels);
        for (int c = 0; c < channels; c++) {
            affine(op, gamma, beta, c, at(means, c, 0), at(variances, c, 1));
        }
    }

    private void affine(
            BatchNorm op, @Nullable INDArray gamma, @Nullable INDArray beta, int c, double center, double variance) {
        double scale = at(gamma, c, 1) / Math.sqrt(variance + op.eps());
        affines.mean[c] = (float) center;
        affines.factor[c] = (float) scale;
        affines.offset[c] = (float) (at(beta, c, 0) - scale * (center - affines.mean[c]));
    }

    private void apply(VectorTensor x, ActivationLoops curve, @Nullable Windows windows, VectorTensor y) {
        CurveTask task = windows == null ? forward : forwardPooled;
        task.of(x, curve, windows, y);
        workers.run(task);
    }

    private void sum(
            VectorTensor x,
            @Nullable VectorTensor y,
            VectorTensor dy,
            ActivationLoops curve,
            @Nullable Windows windows) {
        sumsAt = sumsOfPlanes.address(x.blocks() * x.channels());
        SumsTask task = windows == null ? sums : sumsPooled;
        task.of(x, y, dy, curve, windows);
        workers.run(task);
    }

    private void propagate(
            VectorTensor x,
            @Nullable VectorTensor y,
            VectorTensor dy,
            VectorTensor dx,
            ActivationLoops curve,
            @Nullable Windows windows) {
        BackwardTask task = windows == null ? backward : backwardPooled;
        task.of(x, y, dy, dx, curve, windows);
        workers.run(task);
    }

    private double total(int blocks, int channels, int channel, int field) {
        return Planes.sum(sumsAt + (channel * 2L + field) * Lanes.BYTES, blocks, 2 * channels);
    }

    /** A channel's number of a parameter that may be missing. */
    static double at(@Nullable INDArray array, int c, double otherwise) {
        return array == null ? otherwise : Lanes.get(Operands.address(array) + (long) c * Float.BYTES);
    }

    /** Writes a channel's number, where somebody wants it. */
    static void put(@Nullable INDArray array, int c, double value) {
        if (array != null) {
            Lanes.put(Operands.address(array) + (long) c * Float.BYTES, (float) value);
        }
    }

    @Override
    public void close() {
        sumsOfPlanes.close();
        scratch.close();
    }

    private void room(int planes, int channels) {
        if (ofPlanes.length < planes) {
            ofPlanes = new double[planes];
        }
        affines.room(channels);
    }

    /** Of small planes a whole channel at a time, of others a plane. */
    private static final class MomentsTask extends PlaneTask {
        /** So many vectors of a channel stay in a first-level cache between the two passes. */
        private static final int FEW = 256;

        private long x;
        private int pixels;
        private int blocks;
        private long blockBytes;
        private int lanesOfLast;
        private double[] into = new double[0];
        private long scratch;

        void of(VectorTensor in, double[] target, long ofWorkers) {
            scratch = ofWorkers;
            x = in.address();
            pixels = in.pixels();
            blocks = in.blocks();
            blockBytes = in.blockBytes();
            lanesOfLast = in.lanesOfLast();
            into = target;
            if (wholeChannels()) {
                over(1, in.channels(), lanesOfLast);
            } else {
                over(in);
            }
        }

        boolean wholeChannels() {
            return (long) pixels * blocks <= FEW;
        }

        @Override
        protected void plane(int worker, int block, int channel, int number, int lanes) {
            boolean all = wholeChannels();
            Moments.measure(
                    x + (long) number * pixels * Lanes.BYTES,
                    pixels,
                    all ? blocks : 1,
                    blockBytes,
                    all ? lanesOfLast : lanes,
                    scratch + (long) worker * Moments.SCRATCH * Float.BYTES,
                    into,
                    number * Moments.FIELDS);
        }
    }

    /**
     * What the tasks that go through a curve have in common. Each has one call of a loop: with two in one method, each of which
     * has met two activations, HotSpot inlines four loops, comes to its limit inside the last of them, and makes each vector
     * there an object.
     */
    private abstract static class CurveTask extends PlaneTask {
        ActivationLoops curve = ActivationCache.IDENTITY;

        @Nullable Windows windows;

        int pixels;
        int pixelsOut;
        long x;
        long y;

        final void of(VectorTensor in, ActivationLoops loops, @Nullable Windows pooling, @Nullable VectorTensor out) {
            over(in);
            curve = loops;
            windows = pooling;
            pixels = in.pixels();
            pixelsOut = out == null ? pixels : out.pixels();
            x = in.address();
            y = out == null ? 0 : out.address();
        }

        final long in(int number) {
            return (long) number * pixels * Lanes.BYTES;
        }

        final long out(int number) {
            return (long) number * pixelsOut * Lanes.BYTES;
        }
    }

    private final class ForwardTask extends CurveTask {
        @Override
        protected void plane(int worker, int block, int channel, int number, int lanes) {
            curve.affine(x + in(number), y + out(number), pixels, affines, channel);
        }
    }

    private final class PooledForwardTask extends CurveTask {
        @Override
        protected void plane(int worker, int block, int channel, int number, int lanes) {
            curve.pooled(x + in(number), y + out(number), requireNonNull(windows), affines, channel);
        }
    }

    private class SumsTask extends CurveTask {
        long dy;

        void of(
                VectorTensor in,
                @Nullable VectorTensor out,
                VectorTensor gradient,
                ActivationLoops loops,
                @Nullable Windows pooling) {
            of(in, loops, pooling, out == null ? gradient : out);
            dy = gradient.address();
        }

        @Override
        protected void plane(int worker, int block, int channel, int number, int lanes) {
            curve.sums(
                    x + in(number),
                    y + out(number),
                    dy + out(number),
                    pixels,
                    affines,
                    channel,
                    sumsAt + 2L * number * Lanes.BYTES);
        }
    }

    private final class PooledSumsTask extends SumsTask {
        @Override
        protected void plane(int worker, int block, int channel, int number, int lanes) {
            curve.pooledSums(
                    x + in(number),
                    y + out(number),
                    dy + out(number),
                    requireNonNull(windows),
                    affines,
                    channel,
                    sumsAt + 2L * number * Lanes.BYTES);
        }
    }

    private class BackwardTask extends CurveTask {
        long dy;
        long dx;

        void of(
                VectorTensor in,
                @Nullable VectorTensor out,
                VectorTensor gradient,
                VectorTensor target,
                ActivationLoops loops,
                @Nullable Windows pooling) {
            of(in, loops, pooling, out == null ? gradient : out);
            dy = gradient.address();
            dx = target.address();
        }

        @Override
        protected void plane(int worker, int block, int channel, int number, int lanes) {
            long target = dx + in(number);
            curve.affineBackward(x + in(number), y + out(number), dy + out(number), target, pixels, affines, channel);
            Planes.clearLanes(target, lanes < Lanes.COUNT ? pixels : 0, lanes);
        }
    }

    private final class PooledBackwardTask extends BackwardTask {
        @Override
        protected void plane(int worker, int block, int channel, int number, int lanes) {
            long target = dx + in(number);
            curve.pooledBackward(
                    x + in(number),
                    y + out(number),
                    dy + out(number),
                    target,
                    requireNonNull(windows),
                    affines,
                    channel);
            Planes.clearLanes(target, lanes < Lanes.COUNT ? pixels : 0, lanes);
        }
    }
}
