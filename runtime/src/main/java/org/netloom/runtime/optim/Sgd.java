package org.netloom.runtime.optim;

import java.util.List;
import org.netloom.op.SgdUpdate;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.parameter.Gradient;

/** Stochastic gradient descent, in place. */
final class Sgd extends PassOptimizer {
    private final SgdUpdate.Kernel kernel;
    /** The momentum buffer of each gradient; none without momentum. */
    private final List<NdArray> buffers;

    Sgd(SgdConfig config, List<Gradient> gradients, Engine engine) {
        super(gradients, engine);
        this.kernel = engine.kernel(
                new SgdUpdate(config.learningRate(), config.momentum(), config.weightDecay(), config.nesterov()));
        this.buffers = config.momentum() == 0 ? List.of() : zeros();
    }

    @Override
    protected void beginStep() {
        // All steps are the same.
    }

    @Override
    protected void move(int i, NdArray parameter, NdArray gradient) {
        kernel.update(parameter, gradient, buffers.isEmpty() ? null : buffers.get(i));
    }
}
