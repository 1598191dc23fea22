package org.example.lion;

import java.util.List;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.optim.Optimizer;
import org.netloom.runtime.optim.OptimizerConfig;
import org.netloom.runtime.parameter.Gradient;

/** The constants of Lion (Chen et al., 2023, Symbolic discovery of optimization algorithms). */
public record LionConfig(double learningRate, double beta1, double beta2, double weightDecay)
        implements OptimizerConfig {

    /** What goes by position. */
    public static LionConfig of(double learningRate) {
        return new LionConfig(learningRate, 0.9, 0.99, 0);
    }

    public LionConfig withBeta1(double weight) {
        return new LionConfig(learningRate, weight, beta2, weightDecay);
    }

    public LionConfig withBeta2(double decay) {
        return new LionConfig(learningRate, beta1, decay, weightDecay);
    }

    public LionConfig withWeightDecay(double decay) {
        return new LionConfig(learningRate, beta1, beta2, decay);
    }

    @Override
    public LionConfig withLearningRate(double rate) {
        return new LionConfig(rate, beta1, beta2, weightDecay);
    }

    @Override
    public Optimizer optimizer(List<Gradient> gradients, Engine engine) {
        return new Lion(this, gradients, engine);
    }
}
