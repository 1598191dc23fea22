package org.netloom.runtime.optim;

import java.util.List;
import org.netloom.op.UpdateRule;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.parameter.Gradient;

/**
 * NAdam (Dozat, 2016), Adam with Nesterov's look ahead, as PyTorch has it: {@code d = gradient + weightDecay * p}, or apart from
 * the gradient {@code p = (1 - learningRate * weightDecay) p}; {@code m = beta1 m + (1 - beta1) d}; {@code v = beta2 v + (1 -
 * beta2) d²}; {@code p -= learningRate * (μₜ₊₁ m / (1 - μ₁ … μₜ₊₁) + (1 - μₜ) d / (1 - μ₁ … μₜ)) / (√(v / (1 - beta2ᵗ)) + eps)}
 * with {@code μₜ = beta1 (1 - 0.96^(t momentumDecay) / 2)} at step t = 1, 2, …. It never changes; each {@code with…} gives another one.
 */
public final class NadamConfig extends WrittenConfig {
    private final double learningRate;
    private final Moments moments;
    private final double momentumDecay;
    private final boolean decoupledWeightDecay;
    private final WeightDecay decay;

    private NadamConfig(
            double learningRate,
            Moments moments,
            double momentumDecay,
            boolean decoupledWeightDecay,
            WeightDecay decay) {
        this.learningRate = Values.notNegative("lr", learningRate);
        this.moments = moments;
        this.momentumDecay = Values.notNegative("momentum_decay", momentumDecay);
        this.decoupledWeightDecay = decoupledWeightDecay;
        this.decay = decay;
    }

    /** With beta1 0.9, beta2 0.999, eps 1e-8, a momentum decay of 0.004 and no weight decay. */
    public static NadamConfig of(double learningRate) {
        return new NadamConfig(learningRate, new Moments(0.9, 0.999, 1e-8), 0.004, false, new WeightDecay(0, true));
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

    /** How fast the momentum comes to its full size. */
    public double momentumDecay() {
        return momentumDecay;
    }

    /** Whether weights decay apart from the gradient, as in AdamW. */
    public boolean decoupledWeightDecay() {
        return decoupledWeightDecay;
    }

    /** How much of each parameter decays. */
    public double weightDecay() {
        return decay.weight();
    }

    /** Whether biases, and scales and shifts of normalizations, decay too. */
    public boolean decayBiases() {
        return decay.ofBiases();
    }

    @Override
    public NadamConfig withLearningRate(double rate) {
        return new NadamConfig(rate, moments, momentumDecay, decoupledWeightDecay, decay);
    }

    /** The same with another decay of the mean of gradients. */
    public NadamConfig withBeta1(double stays) {
        return new NadamConfig(learningRate, moments.withBeta1(stays), momentumDecay, decoupledWeightDecay, decay);
    }

    /** The same with another decay of the mean of squared gradients. */
    public NadamConfig withBeta2(double stays) {
        return new NadamConfig(learningRate, moments.withBeta2(stays), momentumDecay, decoupledWeightDecay, decay);
    }

    /** The same with this added to the root of the squares. */
    public NadamConfig withEps(double added) {
        return new NadamConfig(learningRate, moments.withEps(added), momentumDecay, decoupledWeightDecay, decay);
    }

    /** The same with another decay of what the momentum lacks. */
    public NadamConfig withMomentumDecay(double perStep) {
        return new NadamConfig(learningRate, moments, perStep, decoupledWeightDecay, decay);
    }

    /** The same with weights that decay apart from the gradient, as in AdamW, or by it. */
    public NadamConfig withDecoupledWeightDecay(boolean apart) {
        return new NadamConfig(learningRate, moments, momentumDecay, apart, decay);
    }

    /** The same with this much of each parameter added to its gradient. */
    public NadamConfig withWeightDecay(double weight) {
        return new NadamConfig(
                learningRate,
                moments,
                momentumDecay,
                decoupledWeightDecay,
                new WeightDecay(Values.notNegative("weight_decay", weight), decay.ofBiases()));
    }

    /** The same with or without a decay of biases, and of scales and shifts of normalizations. */
    public NadamConfig withDecayBiases(boolean too) {
        return new NadamConfig(
                learningRate, moments, momentumDecay, decoupledWeightDecay, new WeightDecay(decay.weight(), too));
    }

    @Override
    public Optimizer optimizer(List<Gradient> gradients, Engine engine) {
        return new Steps(this, gradients, engine);
    }

    @Override
    Text written() {
        return new Text("nadam", learningRate)
                .and(moments, 0.999, 1e-8)
                .and(decay, 0)
                .and("momentum_decay", momentumDecay, 0.004)
                .and("decoupled_weight_decay", decoupledWeightDecay, false);
    }

    /** The optimizer. */
    private static final class Steps extends RuleOptimizer {
        private final NadamConfig config;
        /** Of the factors of so many steps. */
        private double product = 1;

        private long multiplied;

        Steps(NadamConfig config, List<Gradient> gradients, Engine engine) {
            super(config, config.decay, UpdateRule.NADAM, gradients, engine, List.of("first_moment", "second_moment"));
            this.config = config;
            numbers[UpdateRule.OLD1] = config.moments.beta1();
            numbers[UpdateRule.NEW1] = 1 - config.moments.beta1();
            numbers[UpdateRule.OLD2] = config.moments.beta2();
            numbers[UpdateRule.NEW2] = 1 - config.moments.beta2();
        }

        @Override
        boolean decoupled() {
            return config.decoupledWeightDecay;
        }

        @Override
        protected void beginStep() {
            // It follows from the number of steps alone, so that a training that goes on needs no more.
            if (multiplied != steps() - 1) {
                product = 1;
                for (multiplied = 0; multiplied < steps() - 1; multiplied++) {
                    product *= factor(multiplied + 1);
                }
            }
            double now = factor(steps());
            double next = factor(steps() + 1);
            product *= now;
            multiplied = steps();
            double correction = config.moments.correction2(steps());
            numbers[UpdateRule.EPS] = config.moments.eps() * correction;
            numbers[UpdateRule.FACTOR] = learningRate() * correction * (1 - now) / (1 - product);
            numbers[UpdateRule.RATE] = learningRate() * correction * next / (1 - product * next);
        }

        private double factor(long step) {
            return config.moments.beta1() * (1 - 0.5 * Math.pow(0.96, step * config.momentumDecay));
        }
    }
}
