package org.netloom.runtime.optim;

import java.util.List;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.parameter.Gradient;

/**
 * Stochastic gradient descent as PyTorch has it: {@code d = gradient + weightDecay * p}; {@code buffer = momentum *
 * buffer + d} (the first step: {@code buffer = d}); {@code p -= learningRate * buffer}, or with Nesterov {@code p -=
 * learningRate * (d + momentum * buffer)}.
 */
public record SgdConfig(double learningRate, double momentum, double weightDecay, boolean nesterov)
        implements OptimizerConfig {
    public SgdConfig(double learningRate) {
        this(learningRate, 0, 0, false);
    }

    @Override
    public Optimizer optimizer(List<Gradient> gradients, Engine engine) {
        return new Sgd(this, gradients, engine);
    }

    @Override
    public SgdConfig withLearningRate(double rate) {
        return new SgdConfig(rate, momentum, weightDecay, nesterov);
    }

    /** {@code sgd(lr=0.1, momentum=0.9)}: what differs from plain gradient descent. */
    @Override
    public String toString() {
        return "sgd(lr=" + learningRate
                + (momentum == 0 ? "" : ", momentum=" + momentum)
                + (weightDecay == 0 ? "" : ", weight_decay=" + weightDecay)
                + (nesterov ? ", nesterov=true" : "")
                + ")";
    }
}
