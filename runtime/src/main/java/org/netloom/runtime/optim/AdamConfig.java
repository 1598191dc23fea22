package org.netloom.runtime.optim;

import java.util.List;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.parameter.Gradient;

/**
 * Adam (Kingma and Ba, 2015) as PyTorch has it: {@code g = gradient + weightDecay * p}; {@code m = beta1 m + (1 -
 * beta1) g}; {@code v = beta2 v + (1 - beta2) g²}; {@code p -= learningRate / (1 - beta1ᵗ) * m / (sqrt(v / (1 - beta2ᵗ))
 * + eps)} at step t = 1, 2, ….
 */
public record AdamConfig(double learningRate, double beta1, double beta2, double eps, double weightDecay)
        implements OptimizerConfig {
    /** With 0.9, 0.999, 1e-8 and no weight decay. */
    public AdamConfig(double learningRate) {
        this(learningRate, 0.9, 0.999, 1e-8, 0);
    }

    @Override
    public Optimizer optimizer(List<Gradient> gradients, Engine engine) {
        return new Adam(this, gradients, engine);
    }

    @Override
    public AdamConfig withLearningRate(double rate) {
        return new AdamConfig(rate, beta1, beta2, eps, weightDecay);
    }

    /** {@code adam(lr=0.001)}: the learning rate and what differs from the defaults. */
    @Override
    public String toString() {
        return "adam(lr=" + learningRate
                + (beta1 == 0.9 ? "" : ", beta1=" + beta1)
                + (beta2 == 0.999 ? "" : ", beta2=" + beta2)
                + (eps == 1e-8 ? "" : ", eps=" + eps)
                + (weightDecay == 0 ? "" : ", weight_decay=" + weightDecay)
                + ")";
    }
}
