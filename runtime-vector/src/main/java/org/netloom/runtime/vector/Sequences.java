package org.netloom.runtime.vector;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.runtime.op.Positions;
import org.netloom.runtime.op.SequencePool;
import org.netloom.runtime.vector.kernel.Lanes;
import org.netloom.runtime.vector.kernel.Planes;
import org.netloom.runtime.vector.kernel.Share;
import org.netloom.runtime.vector.kernel.Steps;

/** What adds, takes away or rearranges the steps of sequences [N,T,F]. */
final class Sequences {
    private final Workers workers;
    private final Map<Positions, Sinusoids> sinusoids = new HashMap<>();
    private final StepsTask stepsTask = new StepsTask();
    private final BlocksTask blocksTask = new BlocksTask();
    private final ExamplesTask examplesTask = new ExamplesTask();
    private float[] values = new float[0];

    Sequences(Workers workers) {
        this.workers = workers;
    }

    void positions(Positions op, VectorTensor x, @Nullable INDArray weight, VectorTensor y) {
        int features = x.pixels();
        stepsTask.of(x, x.channels(), y, features);
        stepsTask.offsets = weight == null ? sinusoids(op, x.channels(), features) : copied(weight);
        workers.run(stepsTask, x.vectors());
    }

    void positionsBackward(VectorTensor dy, @Nullable VectorTensor dx, @Nullable INDArray dWeight) {
        if (dWeight != null) {
            sumExamples(dy, dWeight);
        }
        if (dx != null) {
            copy(dy, 0, dx, 0, dx.blockBytes());
        }
    }

    void pool(SequencePool op, VectorTensor x, VectorTensor y) {
        if (op.kind() == SequencePool.Kind.MEAN) {
            runBlocks(Kind.MEAN, x, 0, y, 0, 0, x);
        } else {
            copy(x, step(op, x), y, 0, y.blockBytes());
        }
    }

    void poolBackward(SequencePool op, VectorTensor dy, VectorTensor dx) {
        if (op.kind() == SequencePool.Kind.MEAN) {
            runBlocks(Kind.MEAN_BACKWARD, dy, 0, dx, 0, 0, dx);
        } else {
            runBlocks(Kind.COPY_INTO_ZEROS, dy, 0, dx, step(op, dx), dy.blockBytes(), dx);
        }
    }

    /** Where the first or the last step begins in a block. */
    private static long step(SequencePool op, VectorTensor sequence) {
        return op.kind() == SequencePool.Kind.FIRST
                ? 0
                : (long) (sequence.channels() - 1) * sequence.pixels() * Lanes.BYTES;
    }

    /** Images [C,H,W] become sequences [H·W,C]. */
    void tokens(VectorTensor x, VectorTensor y) {
        turn(x, y, x.channels(), x.pixels());
    }

    void tokensBackward(VectorTensor dy, VectorTensor dx) {
        turn(dy, dx, dx.pixels(), dx.channels());
    }

    /** The transpose of {@code rows} by {@code columns} vectors in each block. */
    private void turn(VectorTensor from, VectorTensor to, int rows, int columns) {
        stepsTask.of(from, columns, to, rows);
        stepsTask.offsets = null;
        workers.run(stepsTask, to.vectors());
    }

    void classToken(VectorTensor x, INDArray weight, VectorTensor y) {
        blocksTask.token = copied(weight);
        runBlocks(Kind.COPY_BEHIND_TOKEN, x, 0, y, y.blockBytes() - x.blockBytes(), x.blockBytes(), y);
    }

    void classTokenBackward(VectorTensor dy, @Nullable VectorTensor dx, INDArray dWeight) {
        sumExamples(dy, dWeight);
        if (dx != null) {
            copy(dy, dy.blockBytes() - dx.blockBytes(), dx, 0, dx.blockBytes());
        }
    }

    private void copy(VectorTensor from, long first, VectorTensor to, long into, long bytes) {
        runBlocks(Kind.COPY, from, first, to, into, bytes, to);
    }

    private void runBlocks(
            Kind kind, VectorTensor from, long first, VectorTensor to, long into, long bytes, VectorTensor sequence) {
        blocksTask.kind = kind;
        blocksTask.blocks = from.blocks();
        blocksTask.from = from.address() + first;
        blocksTask.fromNext = from.blockBytes();
        blocksTask.to = to.address();
        blocksTask.toNext = to.blockBytes();
        blocksTask.into = into;
        blocksTask.bytes = bytes;
        blocksTask.steps = sequence.channels();
        blocksTask.features = sequence.pixels();
        workers.run(blocksTask, sequence.vectors());
    }

    /** Adds up, over the examples, as many of the first elements as there are sums. */
    private void sumExamples(VectorTensor dy, INDArray sums) {
        examplesTask.dy = dy.address();
        examplesTask.blocks = dy.blocks();
        examplesTask.elements = dy.elements();
        examplesTask.sums = Linear.address(sums);
        examplesTask.count = Math.toIntExact(sums.length());
        workers.run(examplesTask, dy.vectors());
    }

    private float[] copied(INDArray parameter) {
        int length = Math.toIntExact(parameter.length());
        if (values.length < length) {
            values = new float[length];
        }
        Lanes.copy(Linear.address(parameter), values, length);
        return values;
    }

    private float[] sinusoids(Positions op, int steps, int features) {
        Sinusoids known = sinusoids.get(op);
        if (known == null || known.steps != steps || known.features != features) {
            known = new Sinusoids(steps, features, new float[Math.multiplyExact(steps, features)]);
            for (int i = 0; i < known.values.length; i++) {
                known.values[i] = (float) Positions.sinusoid(i / features, i % features, features);
            }
            sinusoids.put(op, known);
        }
        return known.values;
    }

    private record Sinusoids(int steps, int features, float[] values) {}

    /** Makes each step of y, of {@code features} vectors: of x and offsets, or of a column of x. */
    private static final class StepsTask extends PlaneTask {
        private float @Nullable [] offsets;
        private long x;
        private long y;
        private int steps;
        private int features;

        void of(VectorTensor in, int stepsOut, VectorTensor out, int featuresOut) {
            over(in.blocks(), stepsOut, in.lanesOfLast());
            x = in.address();
            y = out.address();
            steps = stepsOut;
            features = featuresOut;
        }

        @Override
        void plane(int worker, int block, int step, int number, int lanes) {
            long at = (long) number * features * Lanes.BYTES;
            if (offsets != null) {
                Steps.add(x + at, y + at, offsets, step * features, features);
            } else {
                long column = x + ((long) block * steps * features + step) * Lanes.BYTES;
                Steps.collect(column, y + at, features, steps);
            }
        }
    }

    private enum Kind {
        COPY,
        COPY_INTO_ZEROS,
        COPY_BEHIND_TOKEN,
        MEAN,
        MEAN_BACKWARD
    }

    /** What is done with each block as a whole. */
    private static final class BlocksTask implements Workers.Task {
        private Kind kind = Kind.COPY;
        private float[] token = new float[0];
        private int blocks;
        private long from;
        private long fromNext;
        private long to;
        private long toNext;

        /** Where in a block the copy goes. */
        private long into;

        private long bytes;
        private int steps;
        private int features;

        @Override
        public void run(int share, int shares) {
            int end = Share.first(blocks, share + 1, shares);
            for (int block = Share.first(blocks, share, shares); block < end; block++) {
                long in = from + block * fromNext;
                long out = to + block * toNext;
                switch (kind) {
                    case COPY -> Lanes.copy(in, out + into, bytes);
                    case COPY_INTO_ZEROS -> {
                        Lanes.clear(out, toNext);
                        Lanes.copy(in, out + into, bytes);
                    }
                    case COPY_BEHIND_TOKEN -> {
                        Steps.spread(token, out, features);
                        Lanes.copy(in, out + into, bytes);
                    }
                    case MEAN -> Steps.mean(in, out, steps, features);
                    case MEAN_BACKWARD -> Steps.meanBackward(in, out, steps, features);
                }
            }
        }
    }

    private static final class ExamplesTask implements Workers.Task {
        private long dy;
        private int blocks;
        private int elements;
        private long sums;
        private int count;

        @Override
        public void run(int share, int shares) {
            int end = Share.first(count, share + 1, shares);
            for (int i = Share.first(count, share, shares); i < end; i++) {
                float sum = Planes.sum(dy + (long) i * Lanes.BYTES, blocks, elements);
                Lanes.put(sums + (long) i * Float.BYTES, sum);
            }
        }
    }
}
