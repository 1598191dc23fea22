package org.netloom.runtime.optim;

import java.util.List;
import org.nd4j.linalg.api.blas.Level1;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.runtime.TrainingPass.Gradient;

/** Stochastic gradient descent, in place: one to five BLAS calls for each parameter, no temporary arrays. */
final class Sgd implements Optimizer {
    private final SgdConfig config;
    private final List<Gradient> gradients;
    /** The momentum buffer of each gradient; none without momentum. */
    private final List<INDArray> buffers;

    private final Level1 blas = Nd4j.getBlasWrapper().level1();

    Sgd(SgdConfig config, List<Gradient> gradients) {
        this.config = config;
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
                blas.axpy(p.length(), config.weightDecay(), p, d);
            }
            if (config.momentum() == 0) {
                blas.axpy(p.length(), -config.learningRate(), d, p);
                continue;
            }
            INDArray buffer = buffers.get(i);
            // The first step needs no branch: momentum * 0 + d is d.
            blas.scal(p.length(), config.momentum(), buffer);
            blas.axpy(p.length(), 1, d, buffer);
            if (config.nesterov()) {
                blas.axpy(p.length(), -config.learningRate(), d, p);
                blas.axpy(p.length(), -config.learningRate() * config.momentum(), buffer, p);
            } else {
                blas.axpy(p.length(), -config.learningRate(), buffer, p);
            }
        }
    }

    @Override
    public void close() {
        buffers.forEach(INDArray::close);
    }
}
