package org.netloom.runtime.internal.vector.training;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.kernel.internal.Lanes;
import org.netloom.kernel.internal.Share;
import org.netloom.kernel.internal.Updates;
import org.netloom.op.AdamUpdate;
import org.netloom.op.SgdUpdate;
import org.netloom.runtime.internal.vector.memory.Operands;
import org.netloom.runtime.internal.vector.memory.Workers;

/** What optimizers do with parameters, which lie as arrays in row-major order. */
final class ParameterSteps {
    /** Fewer floats than these are done before a worker has begun. */
    private static final int WORTH_SHARING = 1 << 13;

    private final Workers workers;
    private final SgdTask sgd = new SgdTask();
    private final AdamTask adam = new AdamTask();
    private final AverageTask average = new AverageTask();

    ParameterSteps(Workers workers) {
        this.workers = workers;
    }

    /** Sets the numbers of the step that follows. */
    void sgd(SgdUpdate op, double rate, double weightDecay, double share) {
        sgd.rate = (float) rate;
        sgd.decay = (float) weightDecay;
        sgd.momentum.set(sgd.rate, sgd.decay, (float) op.momentum(), (float) share, op.nesterov());
    }

    void sgd(INDArray p, INDArray g, @Nullable INDArray buffer) {
        sgd.buffer = buffer == null ? 0 : Operands.address(buffer);
        run(sgd, p, g);
    }

    /** Sets the numbers of the step that follows. */
    void adam(AdamUpdate op, double rate, double eps, double weightDecay, double keep) {
        adam.numbers.set(rate, eps, weightDecay, keep);
        adam.numbers.set(op.beta1(), op.beta2());
    }

    void adam(INDArray p, INDArray g, INDArray m, INDArray v) {
        adam.m = Operands.address(m);
        adam.v = Operands.address(v);
        run(adam, p, g);
    }

    /** {@code average = average + weight (p - average)}. */
    void average(double weight, INDArray averaged, INDArray p) {
        average.weight = (float) weight;
        average.average = Operands.address(averaged);
        average.p = Operands.address(p);
        average.length = Math.toIntExact(p.length());
        run(average, average.length);
    }

    private void run(UpdateTask task, INDArray p, INDArray g) {
        task.p = Operands.address(p);
        task.g = Operands.address(g);
        task.length = Math.toIntExact(p.length());
        run(task, task.length);
    }

    /** Runs a task over so many elements by as many threads as that is worth. */
    void run(Workers.Task task, int length) {
        if (length < WORTH_SHARING) {
            task.run(0, 1);
        } else {
            workers.run(task);
        }
    }

    /** {@code p = p - rate g}. */
    void descend(double rate, INDArray p, INDArray g) {
        sgd.rate = (float) rate;
        sgd.decay = 0;
        sgd.buffer = 0;
        run(sgd, p, g);
    }

    /** A step of one parameter: workers share its elements. */
    abstract static class UpdateTask implements Workers.Task {
        long p;
        long g;
        int length;

        @Override
        public final void run(int share, int shares) {
            // Whole vectors each, so that neighbors do not write to the same line of the cache.
            int vectors = Lanes.blocks(length);
            int from = Share.first(vectors, share, shares) * Lanes.COUNT;
            int floats = Math.min(length, Share.first(vectors, share + 1, shares) * Lanes.COUNT) - from;
            update((long) from * Float.BYTES, floats);
        }

        /** Updates so many floats from a distance in bytes on. */
        abstract void update(long at, int floats);
    }

    private static final class SgdTask extends UpdateTask {
        private final Updates.Momentum momentum = new Updates.Momentum();
        private float rate;
        private float decay;
        private long buffer;

        @Override
        void update(long at, int floats) {
            if (buffer == 0) {
                Updates.descent(p + at, g + at, floats, rate, decay);
            } else {
                Updates.momentum(p + at, g + at, buffer + at, floats, momentum);
            }
        }
    }

    private static final class AdamTask extends UpdateTask {
        private final Updates.Adam numbers = new Updates.Adam();
        private long m;
        private long v;

        @Override
        void update(long at, int floats) {
            Updates.adam(p + at, g + at, m + at, v + at, floats, numbers);
        }
    }

    private static final class AverageTask extends UpdateTask {
        private float weight;
        private long average;

        @Override
        void update(long at, int floats) {
            Updates.average(average + at, p + at, floats, weight);
        }
    }
}
