package org.netloom.runtime.optim;

import java.util.Arrays;
import java.util.List;
import org.netloom.op.UpdateRule;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.parameter.Gradient;

/**
 * Adagrad (Duchi et al., 2011) as PyTorch has it: {@code d = gradient + weightDecay * p}; {@code v = v + d²}, from the
 * initial accumulator value on; {@code p -= learningRate / (1 + (t - 1) * lrDecay) * d / (√v + eps)} at step t = 1, 2, …. It
 * never changes; each {@code with…} gives another one.
 */
public final class AdagradConfig extends WrittenConfig {
    private final double learningRate;
    private final double lrDecay;
    private final double initialAccumulatorValue;
    private final double eps;
    private final WeightDecay decay;

    private AdagradConfig(
            double learningRate, double lrDecay, double initialAccumulatorValue, double eps, WeightDecay decay) {
        this.learningRate = Values.notNegative("lr", learningRate);
        this.lrDecay = Values.notNegative("lr_decay", lrDecay);
        this.initialAccumulatorValue = Values.notNegative("initial_accumulator_value", initialAccumulatorValue);
        this.eps = Values.notNegative("eps", eps);
        this.decay = decay;
    }

    /** With sums that begin at 0, eps 1e-10, and no decay of rate and weights. */
    public static AdagradConfig of(double learningRate) {
        return new AdagradConfig(learningRate, 0, 0, 1e-10, new WeightDecay(0, true));
    }

    @Override
    public double learningRate() {
        return learningRate;
    }

    /** How much slower each step makes those that follow. */
    public double lrDecay() {
        return lrDecay;
    }

    /** What the sums of squares begin with. */
    public double initialAccumulatorValue() {
        return initialAccumulatorValue;
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
    public AdagradConfig withLearningRate(double rate) {
        return new AdagradConfig(rate, lrDecay, initialAccumulatorValue, eps, decay);
    }

    /** The same with another decay of the learning rate. */
    public AdagradConfig withLrDecay(double perStep) {
        return new AdagradConfig(learningRate, perStep, initialAccumulatorValue, eps, decay);
    }

    /** The same with sums of squares that begin with this. */
    public AdagradConfig withInitialAccumulatorValue(double begin) {
        return new AdagradConfig(learningRate, lrDecay, begin, eps, decay);
    }

    /** The same with this added to the root of the squares. */
    public AdagradConfig withEps(double added) {
        return new AdagradConfig(learningRate, lrDecay, initialAccumulatorValue, added, decay);
    }

    /** The same with this much of each parameter added to its gradient. */
    public AdagradConfig withWeightDecay(double weight) {
        return new AdagradConfig(
                learningRate,
                lrDecay,
                initialAccumulatorValue,
                eps,
                new WeightDecay(Values.notNegative("weight_decay", weight), decay.ofBiases()));
    }

    /** The same with or without a decay of biases, and of scales and shifts of normalizations. */
    public AdagradConfig withDecayBiases(boolean too) {
        return new AdagradConfig(
                learningRate, lrDecay, initialAccumulatorValue, eps, new WeightDecay(decay.weight(), too));
    }

    @Override
    public Optimizer optimizer(List<Gradient> gradients, Engine engine) {
        return new Steps(this, gradients, engine);
    }

    @Override
    Text written() {
        return new Text("adagrad", learningRate)
                .and("lr_decay", lrDecay, 0)
                .and(decay, 0)
                .and("initial_accumulator_value", initialAccumulatorValue, 0)
                .and("eps", eps, 1e-10);
    }

    /** The optimizer. */
    private static final class Steps extends RuleOptimizer {
        private final AdagradConfig config;

        Steps(AdagradConfig config, List<Gradient> gradients, Engine engine) {
            super(config, config.decay, UpdateRule.ADAGRAD, gradients, engine, List.of("sum_of_squares"));
            this.config = config;
            numbers[UpdateRule.EPS] = config.eps;
            if (config.initialAccumulatorValue != 0) {
                for (NdArray sum : first()) {
                    double[] values = new double[Math.toIntExact(sum.values().length())];
                    Arrays.fill(values, config.initialAccumulatorValue);
                    engine.write(values, sum);
                }
            }
        }

        @Override
        protected void beginStep() {
            numbers[UpdateRule.RATE] = learningRate() / (1 + (steps() - 1) * config.lrDecay);
        }
    }
}
