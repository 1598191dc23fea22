package org.netloom.runtime.optim;

import java.util.List;
import org.netloom.op.AdamUpdate;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.parameter.Gradient;

/** Adam, in place. */
final class Adam extends PassOptimizer {
    private final AdamConfig config;
    private final AdamUpdate.Kernel kernel;
    private final List<NdArray> firstMoments;
    private final List<NdArray> secondMoments;
    private double steps;
    /** Of this step. */
    private double rate;

    private double eps;

    Adam(AdamConfig config, List<Gradient> gradients, Engine engine) {
        super(gradients, engine);
        this.config = config;
        this.kernel = engine.kernel(new AdamUpdate(config.beta1(), config.beta2(), config.weightDecay()));
        this.firstMoments = zeros();
        this.secondMoments = zeros();
    }

    /** The corrections of the bias are computed in double: as floats, 1 - 0.999ᵗ would lose half of its digits. */
    @Override
    protected void beginStep() {
        steps += 1;
        double correction1 = 1 - Math.pow(config.beta1(), steps);
        double correction2 = Math.sqrt(1 - Math.pow(config.beta2(), steps));
        rate = config.learningRate() * correction2 / correction1;
        eps = config.eps() * correction2;
    }

    @Override
    protected void move(int i, NdArray parameter, NdArray gradient) {
        kernel.update(rate, eps, parameter, gradient, firstMoments.get(i), secondMoments.get(i));
    }
}
