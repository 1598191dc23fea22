package org.netloom.runtime.statistics;

import org.netloom.op.BatchStatistics;
import org.netloom.runtime.engine.NdArray;

/**
 * An exponential average whose mean follows the weights: what is averaged is the mean of the inputs of the linear layer
 * before, and the mean of its outputs is that, through the weights of now ({@link ProjectedMean}). Of weights that stay it
 * is the exponential average of the outputs' means. The variance is averaged as it is.
 *
 * <p>The first batch counts whole: the gain is {@code max(1 - decay, 1/k)}.
 */
final class ProjectedAverage extends MovingStatistics {
    private final ChannelValues count;
    private final ProjectedMean projected;
    private final double decay;

    /** @param count [1], how many batches were seen; 0 at first */
    ProjectedAverage(ProjectedMean projected, NdArray variance, Variance kind, NdArray count, double decay) {
        super(projected.mean(), variance, kind);
        this.count = new ChannelValues(count);
        this.projected = projected;
        this.decay = decay;
    }

    @Override
    public int inputTaps() {
        return projected.taps();
    }

    @Override
    ProjectedMean projected() {
        return projected;
    }

    @Override
    public Estimator.Linear linear() {
        return projected.linear();
    }

    @Override
    void addMemory(Memory memory) {
        memory.add(count);
        projected.addMemory(memory);
    }

    @Override
    void begin() {
        count.set(0, count.fetch().get(0) + 1);
        count.publish();
    }

    @Override
    void update(Moment moment, ChannelValues estimate, BatchStatistics batch) {
        double gain = Math.max(1 - decay, 1 / count.get(0));
        if (moment == Moment.MEAN) {
            projected.follow(batch.inputMeans(), gain, false);
            return;
        }
        for (int c = 0; c < estimate.length(); c++) {
            double old = estimate.get(c);
            estimate.set(c, gain == 1 ? measured(moment, batch, c) : old + gain * (measured(moment, batch, c) - old));
        }
    }

    @Override
    public void forget() {
        count.requireOpen();
        super.forget();
        count.set(0, 0);
        projected.forget();
    }

    /** What is known of the inputs stays: only the offset follows from the population. */
    @Override
    void startOver() {
        // The gain of the next batch is that of a long run, whatever came before.
        if (decay < 1) {
            count.set(0, Math.max(count.fetch().get(0), Math.ceil(1 / (1 - decay))));
        }
    }

    @Override
    void restart(Moment moment, BatchStatistics population) {
        if (moment == Moment.MEAN) {
            projected.restart();
        }
    }
}
