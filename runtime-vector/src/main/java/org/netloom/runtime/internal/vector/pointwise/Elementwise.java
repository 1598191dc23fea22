package org.netloom.runtime.internal.vector.pointwise;

import org.netloom.kernel.internal.ActivationLoops;
import org.netloom.kernel.internal.Lanes;
import org.netloom.kernel.internal.Planes;
import org.netloom.kernel.internal.Share;
import org.netloom.op.Activation;
import org.netloom.op.Dropout;
import org.netloom.runtime.engine.DropoutMask;
import org.netloom.runtime.internal.vector.memory.VectorTensor;
import org.netloom.runtime.internal.vector.memory.Workers;

/** Operations in which every element is for itself: workers share the vectors of a tensor. */
final class Elementwise {
    private final Workers workers;
    private final ActivationCache curves;
    private final Task task = new Task();
    private final DropoutTask dropoutTask = new DropoutTask();

    private enum Kind {
        ACTIVATION,
        ACTIVATION_BACKWARD,
        ADD,
        MULTIPLY,
        COPY
    }

    Elementwise(Workers workers, ActivationCache curves) {
        this.workers = workers;
        this.curves = curves;
    }

    void activation(Activation op, VectorTensor x, VectorTensor y) {
        task.curve = curves.of(op);
        run(Kind.ACTIVATION, x.address(), 0, 0, y);
    }

    /** Does not touch the one of x and y that the slope does not follow from: it may never have been written. */
    void activationBackward(Activation op, VectorTensor x, VectorTensor y, VectorTensor dy, VectorTensor dx) {
        ActivationLoops curve = curves.of(op);
        task.curve = curve;
        VectorTensor needed = curve.slopeFromOutput() ? y : x;
        needed.requireWritten();
        long read = needed.address();
        run(Kind.ACTIVATION_BACKWARD, read, read, dy.address(), dx);
    }

    void add(VectorTensor a, VectorTensor b, VectorTensor y) {
        run(Kind.ADD, a.address(), b.address(), 0, y);
    }

    void multiply(VectorTensor a, VectorTensor b, VectorTensor y) {
        run(Kind.MULTIPLY, a.address(), b.address(), 0, y);
    }

    void copy(VectorTensor x, VectorTensor y) {
        run(Kind.COPY, x.address(), 0, 0, y);
    }

    /** The mask follows from the seed and the element's number, whatever the layout. */
    void dropout(Dropout op, VectorTensor x, long seed, VectorTensor mask, VectorTensor y) {
        dropoutTask.of(op, seed, mask);
        workers.run(dropoutTask);
        multiply(x, mask, y);
    }

    private void run(Kind kind, long a, long b, long c, VectorTensor y) {
        task.kind = kind;
        task.a = a;
        task.b = b;
        task.c = c;
        task.y = y.address();
        task.vectors = y.vectors();
        workers.run(task, task.vectors);
    }

    private static final class Task implements Workers.Task {
        private Kind kind = Kind.COPY;
        private ActivationLoops curve = ActivationCache.IDENTITY;
        private long a;
        private long b;
        private long c;
        private long y;
        private int vectors;

        @Override
        public void run(int worker, int workers) {
            int from = Share.first(vectors, worker, workers);
            int count = Share.first(vectors, worker + 1, workers) - from;
            long at = (long) from * Lanes.BYTES;
            switch (kind) {
                case ACTIVATION -> curve.forward(a + at, y + at, count);
                case ACTIVATION_BACKWARD -> curve.backward(a + at, b + at, c + at, y + at, count);
                case ADD -> Planes.add(a + at, b + at, y + at, count);
                case MULTIPLY -> Planes.multiply(a + at, b + at, y + at, count);
                case COPY -> Lanes.copy(a + at, y + at, (long) count * Lanes.BYTES);
            }
        }
    }

    private static final class DropoutTask implements Workers.Task {
        private double probability;
        private long seed;
        private long mask;
        private int batch;
        private int elements;
        private int vectors;

        void of(Dropout op, long chosen, VectorTensor target) {
            probability = op.probability();
            seed = chosen;
            mask = target.address();
            batch = target.batch();
            elements = target.elements();
            vectors = Math.multiplyExact(target.blocks(), elements);
        }

        @Override
        public void run(int worker, int workers) {
            float scale = (float) DropoutMask.scale(probability);
            int end = Share.first(vectors, worker + 1, workers);
            for (int i = Share.first(vectors, worker, workers); i < end; i++) {
                int element = i % elements;
                for (int lane = 0; lane < Lanes.COUNT; lane++) {
                    // Spare lanes drop what the last example drops.
                    long example = Math.min(batch - 1, i / elements * Lanes.COUNT + lane);
                    boolean drops = DropoutMask.drops(seed, example * elements + element, probability);
                    Lanes.put(mask + (long) i * Lanes.BYTES + (long) lane * Float.BYTES, drops ? 0 : scale);
                }
            }
        }
    }
}
