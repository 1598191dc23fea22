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

    /** Of batches. */
    static NdArray count(Estimator.Arrays arrays) {
        return arrays.array("running_count", Role.ESTIMATOR, 1);
    }
}
