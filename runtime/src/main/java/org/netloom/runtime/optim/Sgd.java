package org.netloom.runtime.optim;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.runtime.TrainingPass.Gradient;
import org.netloom.runtime.engine.Engine;

/** Stochastic gradient descent, in place: one to five vector operations for each parameter, no temporary arrays. */
final class Sgd implements Optimizer {
    private final SgdConfig config;
    private final List<Gradient> gradients;
    /** The momentum buffer of each gradient; none without momentum. */
    private final List<INDArray> buffers;

    private final Engine engine;

    Sgd(SgdConfig config, List<Gradient> gradients, Engine engine) {
        this.config = config;
        this.engine = engine;
        this.gradients = List.copyOf(gradients);
        this.buffers = config.momentum() == 0 ? List.of() : States.zeros(gradients);
    }

    @Override
    public void step() {
        for (int i = 0; i < gradients.size(); i++) {
            INDArray p = gradients.get(i).parameter().value();
            INDArray d = gradients.get(i).value();
            gradients.get(i).parameter().changed();
            if (config.weightDecay() != 0) {
                engine.axpy(config.weightDecay(), p, d);
            }
            if (config.momentum() == 0) {
                engine.axpy(-config.learningRate(), d, p);
                continue;
            }
            INDArray buffer = buffers.get(i);
            // The first step needs no branch: momentum * 0 + d is d.
            engine.scal(config.momentum(), buffer);
            engine.axpy(1, d, buffer);
            if (config.nesterov()) {
                engine.axpy(-config.learningRate(), d, p);
                engine.axpy(-config.learningRate() * config.momentum(), buffer, p);
            } else {
                engine.axpy(-config.learningRate(), buffer, p);
            }
        }
    }

    @Override
    public void close() {
        buffers.forEach(INDArray::close);
    }
}
