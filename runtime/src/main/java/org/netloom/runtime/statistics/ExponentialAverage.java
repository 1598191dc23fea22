package org.netloom.runtime.statistics;

import org.netloom.op.BatchStatistics;
import org.netloom.runtime.engine.NdArray;

/** {@code moving = decay * moving + (1 - decay) * batch}, from the starting values on. */
final class ExponentialAverage extends MovingStatistics {
    private final double decay;

    ExponentialAverage(NdArray mean, NdArray variance, Variance kind, double decay) {
        super(mean, variance, kind);
        this.decay = decay;
    }

    @Override
    void update(Moment moment, ChannelValues estimate, BatchStatistics batch) {
        for (int c = 0; c < estimate.length(); c++) {
            estimate.set(c, decay * estimate.get(c) + (1 - decay) * measured(moment, batch, c));
        }
    }
}
