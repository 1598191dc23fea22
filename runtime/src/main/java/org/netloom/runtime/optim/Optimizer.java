package org.netloom.runtime.optim;

import java.util.List;
import org.netloom.runtime.TrainingPass;
import org.netloom.runtime.TrainingPass.Gradient;

/** Changes a network's parameters by the gradients of one training pass, and keeps what that needs between steps. */
public interface Optimizer extends AutoCloseable {

    /** The optimizer of this configuration for all parameters that the pass trains. Close it before the pass. */
    static Optimizer of(OptimizerConfig config, TrainingPass pass) {
        List<Gradient> gradients = pass.gradients();
        if (config instanceof SgdConfig sgd) {
            return new Sgd(sgd, gradients, pass.engine());
        }
        return new Adam((AdamConfig) config, gradients, pass.engine());
    }

    /**
     * Takes the gradients as {@link TrainingPass#backward} left them and moves each parameter once. The gradients'
     * arrays serve as scratch: what they hold afterwards means nothing.
     */
    void step();

    /** Gives the memory of its state back; parameters and gradients stay. */
    @Override
    void close();
}
