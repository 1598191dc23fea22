package org.netloom.runtime.optim;

import java.util.List;
import org.netloom.op.UpdateRule;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.parameter.Gradient;

/**
 * LAMB (You et al., 2020, Large batch optimization for deep learning), for large batches: {@code m = beta1 m + (1 - beta1)
 * gradient}; {@code v = beta2 v + (1 - beta2) gradient²}; {@code u = m / (1 - beta1ᵗ) / (√(v / (1 - beta2ᵗ)) + eps) + weightDecay *
 * p}; {@code p -= learningRate * ‖p‖ / ‖u‖ * u} at step t = 1, 2, …, with the norms of each parameter and its step; where one
 * of them is 0, {@code p -= learningRate * u}. It never changes; each {@code with…} gives another one.
 */
public final class LambConfig extends WrittenConfig {
    private final double learningRate;
    private final Moments moments;
    private final WeightDecay decay;

    private LambConfig(double learningRate, Moments moments, WeightDecay decay) {
        this.learningRate = Values.notNegative("lr", learningRate);
        this.moments = moments;
        this.decay = decay;
    }

    /** With beta1 0.9, beta2 0.999, eps 1e-6 and a weight decay of 0.01. */
    public static LambConfig of(double learningRate) {
        return new LambConfig(learningRate, new Moments(0.9, 0.999, 1e-6), new WeightDecay(0.01, true));
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

    /** How much of each parameter is added to its step. */
    public double weightDecay() {
        return decay.weight();
    }

    /** Whether biases, and scales and shifts of normalizations, decay too. */
    public boolean decayBiases() {
        return decay.ofBiases();
    }

    @Override
    public LambConfig withLearningRate(double rate) {
        return new LambConfig(rate, moments, decay);
    }

    /** The same with another decay of the mean of gradients. */
    public LambConfig withBeta1(double stays) {
        return new LambConfig(learningRate, moments.withBeta1(stays), decay);
    }

    /** The same with another decay of the mean of squared gradients. */
    public LambConfig withBeta2(double stays) {
        return new LambConfig(learningRate, moments.withBeta2(stays), decay);
    }

    /** The same with this added to the root of the squares. */
    public LambConfig withEps(double added) {
        return new LambConfig(learningRate, moments.withEps(added), decay);
    }

    /** The same with this much of each parameter added to its step. */
    public LambConfig withWeightDecay(double weight) {
        return new LambConfig(
                learningRate, moments, new WeightDecay(Values.notNegative("weight_decay", weight), decay.ofBiases()));
    }

    /** The same with or without a decay of biases, and of scales and shifts of normalizations. */
    public LambConfig withDecayBiases(boolean too) {
        return new LambConfig(learningRate, moments, new WeightDecay(decay.weight(), too));
    }

    @Override
    public Optimizer optimizer(List<Gradient> gradients, Engine engine) {
        return new Steps(this, gradients, engine);
    }

    @Override
    Text written() {
        return new Text("lamb", learningRate).and(moments, 0.999, 1e-6).and(decay, 0.01);
    }

    /** The optimizer. */
    private static final class Steps extends RuleOptimizer {
        private final Moments moments;

        Steps(LambConfig config, List<Gradient> gradients, Engine engine) {
            super(config, config.decay, UpdateRule.LAMB, gradients, engine, List.of("first_moment", "second_moment"));
            moments = config.moments;
            numbers[UpdateRule.OLD1] = moments.beta1();
            numbers[UpdateRule.NEW1] = 1 - moments.beta1();
            numbers[UpdateRule.OLD2] = moments.beta2();
            numbers[UpdateRule.NEW2] = 1 - moments.beta2();
        }

        @Override
        protected void beginStep() {
            double correction = moments.correction2(steps());
            numbers[UpdateRule.RATE] = learningRate();
            numbers[UpdateRule.EPS] = moments.eps() * correction;
            numbers[UpdateRule.FACTOR] = correction / moments.correction1(steps());
        }
    }
}
