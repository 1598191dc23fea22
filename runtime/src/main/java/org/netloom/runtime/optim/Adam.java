package org.netloom.runtime.optim;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.runtime.TrainingPass.Gradient;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.ParameterUpdates.AdamRule;

/** Adam, in place. */
final class Adam implements Optimizer {
    private final AdamConfig config;
    private final AdamRule rule;
    private final List<Gradient> gradients;
    private final List<INDArray> firstMoments;
    private final List<INDArray> secondMoments;
    private final Engine engine;
    private double steps;
    /** Of this step. */
    private double rate;

    private double eps;

    Adam(AdamConfig config, List<Gradient> gradients, Engine engine) {
        this.config = config;
        this.rule = new AdamRule(config.beta1(), config.beta2(), config.weightDecay());
        this.engine = engine;
        this.gradients = gradients;
        this.firstMoments = States.zeros(gradients);
        this.secondMoments = States.zeros(gradients);
    }

    @Override
    public List<Gradient> gradients() {
        return gradients;
    }

    /** The corrections of the bias are computed in double: as floats, 1 - 0.999ᵗ would lose half of its digits. */
    @Override
    public void begin() {
        steps += 1;
        double correction1 = 1 - Math.pow(config.beta1(), steps);
        double correction2 = Math.sqrt(1 - Math.pow(config.beta2(), steps));
        rate = config.learningRate() * correction2 / correction1;
        eps = config.eps() * correction2;
    }

    @Override
    public void update(int i) {
        Gradient gradient = gradients.get(i);
        gradient.parameter().changed();
        engine.adam(
                rule,
                rate,
                eps,
                gradient.parameter().value(),
                gradient.value(),
                firstMoments.get(i),
                secondMoments.get(i));
    }

    @Override
    public void close() {
        firstMoments.forEach(INDArray::close);
        secondMoments.forEach(INDArray::close);
    }
}
