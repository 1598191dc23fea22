package org.example.signmomentum;

import java.util.List;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.optim.Optimizer;
import org.netloom.runtime.optim.OptimizerConfig;
import org.netloom.runtime.parameter.Gradient;

/** The constants of steps by the sign of a mean of gradients. */
public record SignMomentumConfig(double learningRate, double beta1, double beta2, double weightDecay)
        implements OptimizerConfig {

    /** What goes by position. */
    public static SignMomentumConfig of(double learningRate) {
        return new SignMomentumConfig(learningRate, 0.9, 0.99, 0);
    }

    public SignMomentumConfig withBeta1(double weight) {
        return new SignMomentumConfig(learningRate, weight, beta2, weightDecay);
    }

    public SignMomentumConfig withBeta2(double decay) {
        return new SignMomentumConfig(learningRate, beta1, decay, weightDecay);
    }

    public SignMomentumConfig withWeightDecay(double decay) {
        return new SignMomentumConfig(learningRate, beta1, beta2, decay);
    }

    @Override
    public SignMomentumConfig withLearningRate(double rate) {
        return new SignMomentumConfig(rate, beta1, beta2, weightDecay);
    }

    @Override
    public Optimizer optimizer(List<Gradient> gradients, Engine engine) {
        return new SignMomentum(this, gradients, engine);
    }
}
