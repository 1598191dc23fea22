package org.netloom.runtime.statistics;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.runtime.engine.BatchStatistics;

/** {@code moving = decay * moving + (1 - decay) * batch}, from the starting values on. */
final class ExponentialAverage extends MovingStatistics {
    private final double decay;

    ExponentialAverage(INDArray mean, INDArray variance, Variance kind, double decay) {
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
