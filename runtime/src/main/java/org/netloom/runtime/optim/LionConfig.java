package org.netloom.runtime.optim;

import java.util.List;
import org.netloom.op.UpdateRule;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.parameter.Gradient;

/**
 * Lion (Chen et al., 2023, Symbolic discovery of optimization algorithms): {@code p = (1 - learningRate * weightDecay) p -
 * learningRate * sign(beta1 m + (1 - beta1) gradient)}; {@code m = beta2 m + (1 - beta2) gradient}. All elements move by the
 * learning rate, which is 3 to 10 times smaller than AdamW's, with a weight decay as many times larger. It never changes;
 * each {@code with…} gives another one.
 */
public final class LionConfig extends WrittenConfig {
    private final double learningRate;
    private final Moments moments;
    private final WeightDecay decay;

    private LionConfig(double learningRate, Moments moments, WeightDecay decay) {
        this.learningRate = Values.notNegative("lr", learningRate);
        this.moments = moments;
        this.decay = decay;
    }

    /** With beta1 0.9, beta2 0.99 and no weight decay. */
    public static LionConfig of(double learningRate) {
        return new LionConfig(learningRate, new Moments(0.9, 0.99, 0), new WeightDecay(0, true));
    }

    @Override
    public double learningRate() {
        return learningRate;
    }

    /** The weight of the mean of gradients in the sign. */
    public double beta1() {
        return moments.beta1();
    }

    /** How much of the old mean of gradients stays in a step. */
    public double beta2() {
        return moments.beta2();
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
    public LionConfig withLearningRate(double rate) {
        return new LionConfig(rate, moments, decay);
    }

    /** The same with another weight of the mean in the sign. */
    public LionConfig withBeta1(double weight) {
        return new LionConfig(learningRate, moments.withBeta1(weight), decay);
    }

    /** The same with another decay of the mean of gradients. */
    public LionConfig withBeta2(double stays) {
        return new LionConfig(learningRate, moments.withBeta2(stays), decay);
    }

    /** The same with this much of each parameter taken away in a step of size 1. */
    public LionConfig withWeightDecay(double weight) {
        return new LionConfig(
                learningRate, moments, new WeightDecay(Values.notNegative("weight_decay", weight), decay.ofBiases()));
    }

    /** The same with or without a decay of biases, and of scales and shifts of normalizations. */
    public LionConfig withDecayBiases(boolean too) {
        return new LionConfig(learningRate, moments, new WeightDecay(decay.weight(), too));
    }

    @Override
    public Optimizer optimizer(List<Gradient> gradients, Engine engine) {
        return new Steps(this, gradients, engine);
    }

    @Override
    Text written() {
        return new Text("lion", learningRate).and(moments, 0.99, 0).and(decay, 0);
    }

    /** The optimizer. */
    private static final class Steps extends RuleOptimizer {
        Steps(LionConfig config, List<Gradient> gradients, Engine engine) {
            super(config, config.decay, UpdateRule.LION, gradients, engine, List.of("momentum"));
            numbers[UpdateRule.OLD1] = config.moments.beta1();
            numbers[UpdateRule.NEW1] = 1 - config.moments.beta1();
            numbers[UpdateRule.OLD2] = config.moments.beta2();
            numbers[UpdateRule.NEW2] = 1 - config.moments.beta2();
        }

        @Override
        boolean decoupled() {
            return true;
        }

        @Override
        protected void beginStep() {
            numbers[UpdateRule.RATE] = learningRate();
        }
    }
}
