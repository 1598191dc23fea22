package org.netloom.runtime.internal.vector.sequence;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.kernel.internal.Lanes;
import org.netloom.kernel.internal.Planes;
import org.netloom.kernel.internal.Share;
import org.netloom.kernel.internal.Steps;
import org.netloom.op.Positions;
import org.netloom.op.SequencePool;
import org.netloom.runtime.internal.vector.memory.Operands;
import org.netloom.runtime.internal.vector.memory.PlaneTask;
import org.netloom.runtime.internal.vector.memory.VectorTensor;
import org.netloom.runtime.internal.vector.memory.Workers;

/** What adds, takes away or rearranges the steps of sequences [N,T,F]. */
final class Sequences {
    private final Workers workers;
    private final Map<Positions, Sinusoids> sinusoids = new HashMap<>();
    private final StepTask stepTask = new StepTask();
    private final CopyTask copyTask = new CopyTask();
    private final TokenTask tokenTask = new TokenTask();
    private final MeanTask meanTask = new MeanTask();
    private final ExamplesTask examplesTask = new ExamplesTask();
    private float[] values = new float[0];

    Sequences(Workers workers) {
        this.workers = workers;
    }

    void positions(Positions op, VectorTensor x, @Nullable INDArray weight, VectorTensor y) {
        int features = x.pixels();
        stepTask.of(x, x.channels(), y, features);
        stepTask.offsets = weight == null ? sinusoids(op, x.channels(), features) : copied(weight);
        workers.run(stepTask, x.vectors());
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
            mean(x, y, false);
        } else {
            copy(x, step(op, x), y, 0, y.blockBytes());
        }
    }

    void poolBackward(SequencePool op, VectorTensor dy, VectorTensor dx) {
        if (op.kind() == SequencePool.Kind.MEAN) {
            mean(dx, dy, true);
        } else {
            Lanes.clear(dx.address(), dx.blocks() * dx.blockBytes());
            copy(dy, 0, dx, step(op, dx), dy.blockBytes());
        }
    }

    private void mean(VectorTensor sequence, VectorTensor vector, boolean back) {
        meanTask.over(sequence.blocks(), 1, sequence.lanesOfLast());
        meanTask.sequence = sequence.address();
        meanTask.vector = vector.address();
        meanTask.steps = sequence.channels();
        meanTask.features = sequence.pixels();
        meanTask.back = back;
        workers.run(meanTask, sequence.vectors());
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
        stepTask.of(from, columns, to, rows);
        stepTask.offsets = null;
        workers.run(stepTask, to.vectors());
    }

    void classToken(VectorTensor x, INDArray weight, VectorTensor y) {
        tokenTask.over(y.blocks(), 1, y.lanesOfLast());
        tokenTask.token = copied(weight);
        tokenTask.features = y.pixels();
        tokenTask.y = y.address();
        tokenTask.next = y.blockBytes();
        workers.run(tokenTask, (long) y.blocks() * y.pixels());
        copy(x, 0, y, y.blockBytes() - x.blockBytes(), x.blockBytes());
    }

    void classTokenBackward(VectorTensor dy, @Nullable VectorTensor dx, INDArray dWeight) {
        sumExamples(dy, dWeight);
        if (dx != null) {
            copy(dy, dy.blockBytes() - dx.blockBytes(), dx, 0, dx.blockBytes());
        }
    }

    /** Copies so many bytes of each block, from its byte {@code first} on to the other's byte {@code into}. */
    private void copy(VectorTensor from, long first, VectorTensor to, long into, long bytes) {
        copyTask.over(from.blocks(), 1, from.lanesOfLast());
        copyTask.from = from.address() + first;
        copyTask.fromNext = from.blockBytes();
        copyTask.to = to.address() + into;
        copyTask.toNext = to.blockBytes();
        copyTask.bytes = bytes;
        workers.run(copyTask, from.blocks() * bytes / Lanes.BYTES);
    }

    /** Adds up, over the examples, as many of the first elements as there are sums. */
    private void sumExamples(VectorTensor dy, INDArray sums) {
        examplesTask.dy = dy.address();
        examplesTask.blocks = dy.blocks();
        examplesTask.elements = dy.elements();
        examplesTask.sums = Operands.address(sums);
        examplesTask.count = Math.toIntExact(sums.length());
        workers.run(examplesTask, dy.vectors());
    }

    private float[] copied(INDArray parameter) {
        int length = Math.toIntExact(parameter.length());
        if (values.length < length) {
            values = new float[length];
        }
        Lanes.copy(Operands.address(parameter), values, length);
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
    private static final class StepTask extends PlaneTask {
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
        protected void plane(int worker, int block, int step, int number, int lanes) {
            long at = (long) number * features * Lanes.BYTES;
            if (offsets != null) {
                Steps.add(x + at, y + at, offsets, step * features, features);
            } else {
                long column = x + ((long) block * steps * features + step) * Lanes.BYTES;
                Steps.collect(column, y + at, features, steps);
            }
        }
    }

    /** What follows is done with each block as a whole: it has one plane. */
    private static final class CopyTask extends PlaneTask {
        private long from;
        private long fromNext;
        private long to;
        private long toNext;
        private long bytes;

        @Override
        protected void plane(int worker, int block, int channel, int number, int lanes) {
            Lanes.copy(from + block * fromNext, to + block * toNext, bytes);
        }
    }

    private static final class TokenTask extends PlaneTask {
        private float[] token = new float[0];
        private int features;
        private long y;
        private long next;

        @Override
        protected void plane(int worker, int block, int channel, int number, int lanes) {
            Steps.spread(token, y + block * next, features);
        }
    }

    private static final class MeanTask extends PlaneTask {
        private long sequence;
        private long vector;
        private int steps;
        private int features;
        private boolean back;

        @Override
        protected void plane(int worker, int block, int channel, int number, int lanes) {
            long of = vector + (long) block * features * Lanes.BYTES;
            long all = sequence + (long) block * steps * features * Lanes.BYTES;
            if (back) {
                Steps.meanBackward(of, all, steps, features);
            } else {
                Steps.mean(all, of, steps, features);
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
