package org.netloom.runtime.statistics;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.runtime.engine.BatchStatistics;

/**
 * The mean of all batches, by the recursion {@code x[k] = x[k - 1] + (z[k] - x[k - 1]) / k}: the first batch counts
 * whole, whatever the starting values.
 */
final class CumulativeAverage extends MovingStatistics {
    private final ChannelValues count;

    /** @param count [1], how many batches were seen; 0 at first */
    CumulativeAverage(INDArray mean, INDArray variance, Variance kind, INDArray count) {
        super(mean, variance, kind);
        this.count = new ChannelValues(count);
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
