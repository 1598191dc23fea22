package org.netloom.runtime.optim;

import java.util.List;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.parameter.Gradient;

/**
 * Which optimizer, and its constants: {@link SgdConfig}, {@link AdamConfig}, or one of somebody's own. Its text is that of the
 * train section: by it checkpoints know it again.
 */
public interface OptimizerConfig {
    double learningRate();

    /** The same optimizer with another learning rate. */
    OptimizerConfig withLearningRate(double learningRate);

    /**
     * The optimizer itself; {@link PassOptimizer} has what all of them have in common.
     *
     * @param gradients those of a pass, and the parameters that it moves
     * @param engine that the pass runs on
     */
    Optimizer optimizer(List<Gradient> gradients, Engine engine);
}
