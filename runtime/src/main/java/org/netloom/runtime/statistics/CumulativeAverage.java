package org.netloom.runtime.statistics;

import org.netloom.op.BatchStatistics;
import org.netloom.runtime.engine.NdArray;

/**
 * The mean of all batches, by the recursion {@code x[k] = x[k - 1] + (z[k] - x[k - 1]) / k}: the first batch counts
 * whole, whatever the starting values.
 */
final class CumulativeAverage extends MovingStatistics {
    private final ChannelValues count;

    /** @param count [1], how many batches were seen; 0 at first */
    CumulativeAverage(NdArray mean, NdArray variance, Variance kind, NdArray count) {
        super(mean, variance, kind);
        this.count = new ChannelValues(count);
    }

    @Override
    void addMemory(Memory memory) {
        memory.add(count);
    }

    @Override
    void begin() {
        count.set(0, count.fetch().get(0) + 1);
        count.publish();
    }

    @Override
    public void forget() {
        count.requireOpen();
        super.forget();
        count.set(0, 0);
    }

    @Override
    void update(Moment moment, ChannelValues estimate, BatchStatistics batch) {
        double gain = 1 / count.get(0);
        for (int c = 0; c < estimate.length(); c++) {
            double old = estimate.get(c);
            estimate.set(c, gain == 1 ? measured(moment, batch, c) : old + gain * (measured(moment, batch, c) - old));
        }
    }
}
