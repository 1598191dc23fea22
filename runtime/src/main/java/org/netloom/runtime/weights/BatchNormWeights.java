package org.netloom.runtime.weights;

import org.jspecify.annotations.Nullable;
import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.statistics.MovingStatistics;

/**
 * The parameters of a batch normalization, [C] each.
 *
 * @param gamma the trained scale, 1 at first; null where the layer has none ({@code scale=false})
 * @param beta the trained shift, 0 at first; null where the layer has none ({@code center=false})
 * @param statistics what training estimates of the population, for inference to use
 */
public record BatchNormWeights(
        @Nullable NdArray gamma, @Nullable NdArray beta, MovingStatistics statistics) {
    /** The estimate of the population's mean, [C]; 0 at first. */
    public NdArray movingMean() {
        return statistics.mean();
    }

    /** The estimate of the population's variance, [C]; 1 at first. */
    public NdArray movingVariance() {
        return statistics.variance();
    }
}
