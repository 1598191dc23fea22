package org.netloom.runtime.optim;

import java.util.List;
import org.netloom.op.SgdUpdate;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.parameter.Gradient;

/** Stochastic gradient descent, in place. */
final class Sgd extends PassOptimizer {
    private final SgdConfig config;
    private final WeightDecay decay;
    private final SgdUpdate.Kernel kernel;
    /** The momentum buffer of each gradient; none without momentum. */
    private final List<NdArray> buffers;
    /** Of the gradient in the buffer: as PyTorch has it, the first one goes in whole. */
    private double share;

    Sgd(SgdConfig config, WeightDecay decay, List<Gradient> gradients, Engine engine) {
        super(config, gradients, engine);
        this.config = config;
        this.decay = decay;
        this.kernel = engine.kernel(new SgdUpdate(config.momentum(), config.nesterov()));
        this.buffers = config.momentum() == 0 ? List.of() : zeros("momentum");
    }

    @Override
    protected void beginStep() {
        share = steps() == 1 ? 1 : 1 - config.dampening();
    }

    @Override
    protected void move(int i, NdArray parameter, NdArray gradient) {
        kernel.update(
                learningRate(),
                decay.of(gradients().get(i)),
                share,
                parameter,
                gradient,
                buffers.isEmpty() ? null : buffers.get(i));
    }
}
