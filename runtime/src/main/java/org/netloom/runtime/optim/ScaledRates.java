package org.netloom.runtime.optim;

import java.util.List;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.parameter.Gradient;

/**
 * An optimizer that has other learning rates for some layers, as PyTorch's parameter groups have them.
 *
 * @param config the optimizer
 * @param scales the first that names a layer counts; the rate of a layer that none names stays
 */
public record ScaledRates(OptimizerConfig config, List<RateScale> scales) implements OptimizerConfig {
    public ScaledRates {
        scales = List.copyOf(scales);
    }

    @Override
    public double learningRate() {
        return config.learningRate();
    }

    @Override
    public ScaledRates withLearningRate(double rate) {
        return new ScaledRates(config.withLearningRate(rate), scales);
    }

    @Override
    public Optimizer optimizer(List<Gradient> gradients, Engine engine) {
        return new OptimizerGroups(config, gradients, this::factor, engine);
    }

    private double factor(Gradient gradient) {
        String layer = gradient.parameter().layer();
        return scales.stream()
                .filter(scale -> scale.pattern().matches(layer))
                .findFirst()
                .map(RateScale::factor)
                .orElse(1.0);
    }

    @Override
    public String toString() {
        return config + " rates " + scales;
    }
}
