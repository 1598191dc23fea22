package org.netloom.runtime.optim;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.parameter.Gradient;

/**
 * Adam (Kingma and Ba, 2015) as PyTorch has it: {@code g = gradient + weightDecay * p}; {@code m = beta1 m + (1 -
 * beta1) g}; {@code v = beta2 v + (1 - beta2) g²}; {@code p -= learningRate / (1 - beta1ᵗ) * m / (sqrt(v / (1 - beta2ᵗ))
 * + eps)} at step t = 1, 2, …. It never changes; each {@code with…} gives another one.
 */
public final class AdamConfig implements OptimizerConfig {
    private final double learningRate;
    private final double beta1;
    private final double beta2;
    private final double eps;
    private final WeightDecay decay;

    private AdamConfig(double learningRate, double beta1, double beta2, double eps, WeightDecay decay) {
        this.learningRate = learningRate;
        this.beta1 = beta1;
        this.beta2 = beta2;
        this.eps = eps;
        this.decay = decay;
    }

    /** With beta1 0.9, beta2 0.999, eps 1e-8 and no weight decay. */
    public static AdamConfig of(double learningRate) {
        return new AdamConfig(learningRate, 0.9, 0.999, 1e-8, new WeightDecay(0, true));
    }

    @Override
    public double learningRate() {
        return learningRate;
    }

    /** How much of the old mean of gradients stays in a step. */
    public double beta1() {
        return beta1;
    }

    /** How much of the old mean of squared gradients stays in a step. */
    public double beta2() {
        return beta2;
    }

    /** What is added to the root of the squares. */
    public double eps() {
        return eps;
    }

    /** How much of each parameter is added to its gradient. */
    public double weightDecay() {
        return decay.weight();
    }

    /** Whether biases, and scales and shifts of normalizations, decay too. */
    public boolean decayBiases() {
        return decay.ofBiases();
    }

    @Override
    public AdamConfig withLearningRate(double rate) {
        return new AdamConfig(rate, beta1, beta2, eps, decay);
    }

    /** The same with another decay of the mean of gradients. */
    public AdamConfig withBeta1(double stays) {
        return new AdamConfig(learningRate, stays, beta2, eps, decay);
    }

    /** The same with another decay of the mean of squared gradients. */
    public AdamConfig withBeta2(double stays) {
        return new AdamConfig(learningRate, beta1, stays, eps, decay);
    }

    /** The same with this added to the root of the squares. */
    public AdamConfig withEps(double added) {
        return new AdamConfig(learningRate, beta1, beta2, added, decay);
    }

    /** The same with this much of each parameter added to its gradient. */
    public AdamConfig withWeightDecay(double weight) {
        return new AdamConfig(learningRate, beta1, beta2, eps, new WeightDecay(weight, decay.ofBiases()));
    }

    /** The same with or without a decay of biases, and of scales and shifts of normalizations. */
    public AdamConfig withDecayBiases(boolean too) {
        return new AdamConfig(learningRate, beta1, beta2, eps, new WeightDecay(decay.weight(), too));
    }

    @Override
    public Optimizer optimizer(List<Gradient> gradients, Engine engine) {
        return new Adam(this, new Moments(beta1, beta2, eps), decay, false, gradients, engine);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AdamConfig adam
                && Double.compare(learningRate, adam.learningRate) == 0
                && Double.compare(beta1, adam.beta1) == 0
                && Double.compare(beta2, adam.beta2) == 0
                && Double.compare(eps, adam.eps) == 0
                && decay.equals(adam.decay);
    }

    @Override
    public int hashCode() {
        return Objects.hash(learningRate, beta1, beta2, eps, decay);
    }

    /** {@code adam(lr=0.001)}: the learning rate and what differs from the defaults. */
    @Override
    public String toString() {
        return "adam(lr=" + learningRate
                + (beta1 == 0.9 ? "" : ", beta1=" + beta1)
                + (beta2 == 0.999 ? "" : ", beta2=" + beta2)
                + (eps == 1e-8 ? "" : ", eps=" + eps)
                + (decay.weight() == 0 ? "" : ", weight_decay=" + decay.weight())
                + (decay.ofBiases() ? "" : ", decay_biases=false")
                + ")";
    }
}
