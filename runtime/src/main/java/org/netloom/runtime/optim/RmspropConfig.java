package org.netloom.runtime.optim;

import java.util.List;
import org.netloom.op.UpdateRule;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.parameter.Gradient;

/**
 * RMSprop (Hinton, 2012) as PyTorch has it: {@code d = gradient + weightDecay * p}; {@code v = alpha v + (1 - alpha) d²}; {@code
 * b = momentum b + d / (√v + eps)}; {@code p -= learningRate * b}. Centered, the mean of gradients {@code a} is kept as well,
 * and {@code v - a²} stands in the place of v; where roundings make it negative, it is 0. It never changes; each {@code with…} gives another one.
 */
public final class RmspropConfig extends WrittenConfig {
    private final double learningRate;
    private final double alpha;
    private final double eps;
    private final double momentum;
    private final boolean centered;
    private final WeightDecay decay;

    private RmspropConfig(
            double learningRate, double alpha, double eps, double momentum, boolean centered, WeightDecay decay) {
        this.learningRate = Values.notNegative("lr", learningRate);
        this.alpha = Values.part("alpha", alpha);
        this.eps = Values.notNegative("eps", eps);
        this.momentum = Values.part("momentum", momentum);
        this.centered = centered;
        this.decay = decay;
    }

    /** With alpha 0.99, eps 1e-8, no momentum, not centered, and no weight decay. */
    public static RmspropConfig of(double learningRate) {
        return new RmspropConfig(learningRate, 0.99, 1e-8, 0, false, new WeightDecay(0, true));
    }

    @Override
    public double learningRate() {
        return learningRate;
    }

    /** How much of the old mean of squared gradients stays in a step. */
    public double alpha() {
        return alpha;
    }

    /** What is added to the root of the squares. */
    public double eps() {
        return eps;
    }

    /** The weight of the old step in the new one; 0 for none. */
    public double momentum() {
        return momentum;
    }

    /** Whether gradients are divided by their deviation, and not by the root of their squares. */
    public boolean centered() {
        return centered;
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
    public RmspropConfig withLearningRate(double rate) {
        return new RmspropConfig(rate, alpha, eps, momentum, centered, decay);
    }

    /** The same with another decay of the mean of squared gradients. */
    public RmspropConfig withAlpha(double stays) {
        return new RmspropConfig(learningRate, stays, eps, momentum, centered, decay);
    }

    /** The same with this added to the root of the squares. */
    public RmspropConfig withEps(double added) {
        return new RmspropConfig(learningRate, alpha, added, momentum, centered, decay);
    }

    /** The same with this weight of the old step in the new one. */
    public RmspropConfig withMomentum(double weight) {
        return new RmspropConfig(learningRate, alpha, eps, weight, centered, decay);
    }

    /** The same by the variance of gradients, or by the mean of their squares. */
    public RmspropConfig withCentered(boolean around) {
        return new RmspropConfig(learningRate, alpha, eps, momentum, around, decay);
    }

    /** The same with this much of each parameter added to its gradient. */
    public RmspropConfig withWeightDecay(double weight) {
        return new RmspropConfig(
                learningRate,
                alpha,
                eps,
                momentum,
                centered,
                new WeightDecay(Values.notNegative("weight_decay", weight), decay.ofBiases()));
    }

    /** The same with or without a decay of biases, and of scales and shifts of normalizations. */
    public RmspropConfig withDecayBiases(boolean too) {
        return new RmspropConfig(learningRate, alpha, eps, momentum, centered, new WeightDecay(decay.weight(), too));
    }

    @Override
    public Optimizer optimizer(List<Gradient> gradients, Engine engine) {
        return new Steps(this, gradients, engine);
    }

    @Override
    Text written() {
        return new Text("rmsprop", learningRate)
                .and("alpha", alpha, 0.99)
                .and("eps", eps, 1e-8)
                .and(decay, 0)
                .and("momentum", momentum, 0)
                .and("centered", centered, false);
    }

    private UpdateRule rule() {
        if (centered) {
            return UpdateRule.RMSPROP_CENTERED;
        }
        return momentum == 0 ? UpdateRule.RMSPROP : UpdateRule.RMSPROP_MOMENTUM;
    }

    private List<String> kept() {
        if (centered) {
            return List.of("square_average", "gradient_average", "momentum");
        }
        return momentum == 0 ? List.of("square_average") : List.of("square_average", "momentum");
    }

    /** The optimizer. */
    private static final class Steps extends RuleOptimizer {
        Steps(RmspropConfig config, List<Gradient> gradients, Engine engine) {
            super(config, config.decay, config.rule(), gradients, engine, config.kept());
            numbers[UpdateRule.EPS] = config.eps;
            numbers[UpdateRule.OLD2] = config.alpha;
            numbers[UpdateRule.NEW2] = 1 - config.alpha;
            numbers[UpdateRule.MOMENTUM] = config.momentum;
        }

        @Override
        protected void beginStep() {
            numbers[UpdateRule.RATE] = learningRate();
        }
    }
}
