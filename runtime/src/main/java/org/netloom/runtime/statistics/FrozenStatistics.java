package org.netloom.runtime.statistics;

import org.netloom.op.BatchStatistics;
import org.netloom.runtime.engine.NdArray;

/** Statistics that training uses as inference does, and leaves as they are. */
final class FrozenStatistics extends MovingStatistics {

    FrozenStatistics(NdArray mean, NdArray variance) {
        super(mean, variance, Variance.BIASED);
    }

    @Override
    public boolean isFrozen() {
        return true;
    }

    @Override
    void update(Moment moment, ChannelValues estimate, BatchStatistics batch) {
        throw new IllegalStateException("frozen statistics take in no batch");
    }
}
