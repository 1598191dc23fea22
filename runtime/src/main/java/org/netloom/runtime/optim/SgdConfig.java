package org.netloom.runtime.optim;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.parameter.Gradient;

/**
 * Stochastic gradient descent as PyTorch has it: {@code d = gradient + weightDecay * p}; {@code buffer = momentum *
 * buffer + (1 - dampening) * d} (the first step: {@code buffer = d}); {@code p -= learningRate * buffer}, or with Nesterov {@code p -=
 * learningRate * (d + momentum * buffer)}. It never changes; each {@code with…} gives another one.
 */
public final class SgdConfig implements OptimizerConfig {
    private final double learningRate;
    private final double momentum;
    private final double dampening;
    private final WeightDecay decay;
    private final boolean nesterov;

    private SgdConfig(double learningRate, double momentum, double dampening, WeightDecay decay, boolean nesterov) {
        this.learningRate = learningRate;
        this.momentum = momentum;
        this.dampening = dampening;
        this.decay = decay;
        this.nesterov = nesterov;
    }

    /** Plain gradient descent. */
    public static SgdConfig of(double learningRate) {
        return new SgdConfig(learningRate, 0, 0, new WeightDecay(0, true), false);
    }

    @Override
    public double learningRate() {
        return learningRate;
    }

    /** The weight of the old step in the new one; 0 for none. */
    public double momentum() {
        return momentum;
    }

    /** How much of a new step stays out of the momentum. */
    public double dampening() {
        return dampening;
    }

    /** How much of each parameter is added to its gradient. */
    public double weightDecay() {
        return decay.weight();
    }

    /** Whether biases, and scales and shifts of normalizations, decay too. */
    public boolean decayBiases() {
        return decay.ofBiases();
    }

    /** Whether it looks ahead along the momentum. */
    public boolean nesterov() {
        return nesterov;
    }

    @Override
    public SgdConfig withLearningRate(double rate) {
        return new SgdConfig(rate, momentum, dampening, decay, nesterov);
    }

    /** The same with this weight of the old step in the new one. */
    public SgdConfig withMomentum(double weight) {
        return new SgdConfig(learningRate, weight, dampening, decay, nesterov);
    }

    /** The same with this much of a new step left out of the momentum. */
    public SgdConfig withDampening(double left) {
        return new SgdConfig(learningRate, momentum, left, decay, nesterov);
    }

    /** The same with this much of each parameter added to its gradient. */
    public SgdConfig withWeightDecay(double weight) {
        return new SgdConfig(learningRate, momentum, dampening, new WeightDecay(weight, decay.ofBiases()), nesterov);
    }

    /** The same with or without a decay of biases, and of scales and shifts of normalizations. */
    public SgdConfig withDecayBiases(boolean too) {
        return new SgdConfig(learningRate, momentum, dampening, new WeightDecay(decay.weight(), too), nesterov);
    }

    /** The same with or without a look ahead along the momentum. */
    public SgdConfig withNesterov(boolean ahead) {
        return new SgdConfig(learningRate, momentum, dampening, decay, ahead);
    }

    @Override
    public Optimizer optimizer(List<Gradient> gradients, Engine engine) {
        return new Sgd(this, decay, gradients, engine);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SgdConfig sgd
                && Double.compare(learningRate, sgd.learningRate) == 0
                && Double.compare(momentum, sgd.momentum) == 0
                && Double.compare(dampening, sgd.dampening) == 0
                && decay.equals(sgd.decay)
                && nesterov == sgd.nesterov;
    }

    @Override
    public int hashCode() {
        return Objects.hash(learningRate, momentum, dampening, decay, nesterov);
    }

    /** {@code sgd(lr=0.1, momentum=0.9)}: what differs from plain gradient descent. */
    @Override
    public String toString() {
        return "sgd(lr=" + learningRate
                + (momentum == 0 ? "" : ", momentum=" + momentum)
                + (dampening == 0 ? "" : ", dampening=" + dampening)
                + (decay.weight() == 0 ? "" : ", weight_decay=" + decay.weight())
                + (decay.ofBiases() ? "" : ", decay_biases=false")
                + (nesterov ? ", nesterov=true" : "")
                + ")";
    }
}
