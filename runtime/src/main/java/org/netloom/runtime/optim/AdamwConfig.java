package org.netloom.runtime.optim;

import java.util.List;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.parameter.Gradient;

/**
 * AdamW (Loshchilov and Hutter, 2019) as PyTorch has it: Adam whose weights decay apart from the gradient, {@code p = (1 -
 * learningRate * weightDecay) p} before each step. It never changes; each {@code with…} gives another one.
 */
public final class AdamwConfig extends WrittenConfig {
    private final double learningRate;
    private final Moments moments;
    private final WeightDecay decay;

    private AdamwConfig(double learningRate, Moments moments, WeightDecay decay) {
        this.learningRate = Values.notNegative("lr", learningRate);
        this.moments = moments;
        this.decay = decay;
    }

    /** With beta1 0.9, beta2 0.999, eps 1e-8 and a weight decay of 0.01. */
    public static AdamwConfig of(double learningRate) {
        return new AdamwConfig(learningRate, new Moments(0.9, 0.999, 1e-8), new WeightDecay(0.01, true));
    }

    @Override
    public double learningRate() {
        return learningRate;
    }

    /** How much of the old mean of gradients stays in a step. */
    public double beta1() {
        return moments.beta1();
    }

    /** How much of the old mean of squared gradients stays in a step. */
    public double beta2() {
        return moments.beta2();
    }

    /** What is added to the root of the squares. */
    public double eps() {
        return moments.eps();
    }

    /** How much of each parameter goes in a step of size 1. */
    public double weightDecay() {
        return decay.weight();
    }

    /** Whether biases, and scales and shifts of normalizations, decay too. */
    public boolean decayBiases() {
        return decay.ofBiases();
    }

    @Override
    public AdamwConfig withLearningRate(double rate) {
        return new AdamwConfig(rate, moments, decay);
    }

    /** The same with another decay of the mean of gradients. */
    public AdamwConfig withBeta1(double stays) {
        return new AdamwConfig(learningRate, moments.withBeta1(stays), decay);
    }

    /** The same with another decay of the mean of squared gradients. */
    public AdamwConfig withBeta2(double stays) {
        return new AdamwConfig(learningRate, moments.withBeta2(stays), decay);
    }

    /** The same with this added to the root of the squares. */
    public AdamwConfig withEps(double added) {
        return new AdamwConfig(learningRate, moments.withEps(added), decay);
    }

    /** The same with this much of each parameter taken away in a step of size 1. */
    public AdamwConfig withWeightDecay(double weight) {
        return new AdamwConfig(
                learningRate, moments, new WeightDecay(Values.notNegative("weight_decay", weight), decay.ofBiases()));
    }

    /** The same with or without a decay of biases, and of scales and shifts of normalizations. */
    public AdamwConfig withDecayBiases(boolean too) {
        return new AdamwConfig(learningRate, moments, new WeightDecay(decay.weight(), too));
    }

    @Override
    public Optimizer optimizer(List<Gradient> gradients, Engine engine) {
        return new Adam(this, moments, decay, true, gradients, engine);
    }

    @Override
    Text written() {
        return new Text("adamw", learningRate).and(moments, 0.999, 1e-8).and(decay, 0.01);
    }
}
