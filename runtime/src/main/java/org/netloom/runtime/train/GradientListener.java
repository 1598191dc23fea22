package org.netloom.runtime.train;

import org.netloom.runtime.TrainingPass;

/**
 * A listener that looks at gradients. Training then computes all of them before it changes a parameter; for other
 * listeners parameters change in the backward pass, where gradients are read from a cache. The results are the same.
 */
public interface GradientListener extends TrainListener {

    /**
     * In each step after the backward pass and before the parameters change: gradients, clipped where the
     * configuration says so, and what the batch said are there to be looked at.
     */
    void backward(TrainingPass pass);
}
