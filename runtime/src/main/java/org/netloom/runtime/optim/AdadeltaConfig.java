package org.netloom.runtime.optim;

import java.util.List;
import org.netloom.op.UpdateRule;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.parameter.Gradient;

/**
 * Adadelta (Zeiler, 2012) as PyTorch has it: {@code d = gradient + weightDecay * p}; {@code v = rho v + (1 - rho) d²}; {@code s =
 * √(u + eps) / √(v + eps) * d}; {@code u = rho u + (1 - rho) s²}; {@code p -= learningRate * s}. It
 * never changes; each {@code with…} gives another one.
 */
public final class AdadeltaConfig extends WrittenConfig {
    private final double learningRate;
    private final double rho;
    private final double eps;
    private final WeightDecay decay;

    private AdadeltaConfig(double learningRate, double rho, double eps, WeightDecay decay) {
        this.learningRate = Values.notNegative("lr", learningRate);
        this.rho = Values.part("rho", rho);
        this.eps = Values.notNegative("eps", eps);
        this.decay = decay;
    }

    /** With rho 0.9, eps 1e-6 and no weight decay. PyTorch takes a learning rate of 1 where none is given. */
    public static AdadeltaConfig of(double learningRate) {
        return new AdadeltaConfig(learningRate, 0.9, 1e-6, new WeightDecay(0, true));
    }

    @Override
    public double learningRate() {
        return learningRate;
    }

    /** How much of the old means of squares stays in a step. */
    public double rho() {
        return rho;
    }

    /** What is added to the squares under both roots. */
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
    public AdadeltaConfig withLearningRate(double rate) {
        return new AdadeltaConfig(rate, rho, eps, decay);
    }

    /** The same with another decay of both means of squares. */
    public AdadeltaConfig withRho(double stays) {
        return new AdadeltaConfig(learningRate, stays, eps, decay);
    }

    /** The same with this added to the squares under both roots. */
    public AdadeltaConfig withEps(double added) {
        return new AdadeltaConfig(learningRate, rho, added, decay);
    }

    /** The same with this much of each parameter added to its gradient. */
    public AdadeltaConfig withWeightDecay(double weight) {
        return new AdadeltaConfig(
                learningRate, rho, eps, new WeightDecay(Values.notNegative("weight_decay", weight), decay.ofBiases()));
    }

    /** The same with or without a decay of biases, and of scales and shifts of normalizations. */
    public AdadeltaConfig withDecayBiases(boolean too) {
        return new AdadeltaConfig(learningRate, rho, eps, new WeightDecay(decay.weight(), too));
    }

    @Override
    public Optimizer optimizer(List<Gradient> gradients, Engine engine) {
        return new Steps(this, gradients, engine);
    }

    @Override
    Text written() {
        return new Text("adadelta", learningRate)
                .and("rho", rho, 0.9)
                .and("eps", eps, 1e-6)
                .and(decay, 0);
    }

    /** The optimizer. */
    private static final class Steps extends RuleOptimizer {
        Steps(AdadeltaConfig config, List<Gradient> gradients, Engine engine) {
            super(
                    config,
                    config.decay,
                    UpdateRule.ADADELTA,
                    gradients,
                    engine,
                    List.of("square_average", "step_average"));
            numbers[UpdateRule.EPS] = config.eps;
            numbers[UpdateRule.OLD2] = config.rho;
            numbers[UpdateRule.NEW2] = 1 - config.rho;
        }

        @Override
        protected void beginStep() {
            numbers[UpdateRule.RATE] = learningRate();
        }
    }
}
