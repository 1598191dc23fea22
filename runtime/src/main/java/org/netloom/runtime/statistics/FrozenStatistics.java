package org.netloom.runtime.statistics;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.runtime.engine.BatchStatistics;

/** Statistics that training uses as inference does, and leaves as they are. */
final class FrozenStatistics extends MovingStatistics {

    FrozenStatistics(INDArray mean, INDArray variance) {
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
