package org.netloom.runtime.optim;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.runtime.TrainingPass.Gradient;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.ParameterUpdates.SgdRule;

/** Stochastic gradient descent, in place. */
final class Sgd implements Optimizer {
    private final SgdRule rule;
    private final List<Gradient> gradients;
    /** The momentum buffer of each gradient; none without momentum. */
    private final List<INDArray> buffers;

    private final Engine engine;

    Sgd(SgdConfig config, List<Gradient> gradients, Engine engine) {
        this.rule = new SgdRule(config.learningRate(), config.momentum(), config.weightDecay(), config.nesterov());
        this.engine = engine;
        this.gradients = gradients;
        this.buffers = config.momentum() == 0 ? List.of() : States.zeros(gradients);
    }

    @Override
    public List<Gradient> gradients() {
        return gradients;
    }

    @Override
    public void begin() {
        // All steps are the same.
    }

    @Override
    public void update(int i) {
        Gradient gradient = gradients.get(i);
        gradient.parameter().changed();
        engine.sgd(rule, gradient.parameter().value(), gradient.value(), buffers.isEmpty() ? null : buffers.get(i));
    }

    @Override
    public void close() {
        buffers.forEach(INDArray::close);
    }
}
