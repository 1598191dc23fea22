package org.netloom.runtime.statistics;

import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.parameter.Role;

/** The arrays that most estimators keep, under PyTorch's names. */
final class Running {
    private Running() {}

    static NdArray mean(Estimator.Arrays arrays, int channels) {
        return arrays.array("running_mean", Role.MOVING_MEAN, channels);
    }

    static NdArray variance(Estimator.Arrays arrays, int channels) {
        return arrays.array("running_var", Role.MOVING_VARIANCE, channels);
    }

    /** A mean that follows the weights of a layer, with what it knows of the layer's inputs. */
    static ProjectedMean projected(Estimator.Arrays arrays, ChannelValues mean, Estimator.Linear layer) {
        int taps = layer.op().taps(layer.x()).count();
        return new ProjectedMean(
                layer,
                mean,
                arrays.array("running_input", Role.ESTIMATOR, taps),
                arrays.array("running_offset", Role.ESTIMATOR, mean.length()),
                arrays::revision);
    }

    /** Of batches. */
    static NdArray count(Estimator.Arrays arrays) {
        return arrays.array("running_count", Role.ESTIMATOR, 1);
    }
}
