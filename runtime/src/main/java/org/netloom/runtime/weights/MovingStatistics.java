package org.netloom.runtime.weights;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Mean and variance of each channel of the population, estimated from a stream of batches by an exponential moving
 * average: {@code moving = decay * moving + (1 - decay) * batch}. The decay is the weight of the OLD value; PyTorch's
 * {@code momentum} is {@code 1 - decay}.
 */
public final class MovingStatistics {
    private final INDArray mean;
    private final INDArray variance;
    private final double decay;

    /**
     * @param mean [C], zeros at first
     * @param variance [C], ones at first
     * @param decay the weight of the old value, in [0, 1]
     */
    public MovingStatistics(INDArray mean, INDArray variance, double decay) {
        this.mean = mean;
        this.variance = variance;
        this.decay = decay;
    }

    public INDArray mean() {
        return mean;
    }

    public INDArray variance() {
        return variance;
    }

    /** Takes in a batch's mean and biased variance, [C] each. */
    public void update(INDArray batchMean, INDArray batchVariance) {
        blend(mean, batchMean);
        blend(variance, batchVariance);
    }

    private void blend(INDArray moving, INDArray batch) {
        // C values each: a loop costs less than the dispatch of two operations.
        for (long c = 0; c < moving.length(); c++) {
            moving.putScalar(c, decay * moving.getDouble(c) + (1 - decay) * batch.getDouble(c));
        }
    }
}
