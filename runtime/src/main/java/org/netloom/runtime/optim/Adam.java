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
    /** Of this step. */
    private double rate;

    private double eps;

    Adam(AdamConfig config, List<Gradient> gradients, Engine engine) {
        super(config, gradients, engine);
        this.config = config;
        this.kernel = engine.kernel(new AdamUpdate(config.beta1(), config.beta2()));
        this.firstMoments = zeros("first_moment");
        this.secondMoments = zeros("second_moment");
    }

    /** The corrections of the bias are computed in double: as floats, 1 - 0.999ᵗ would lose half of its digits. */
    @Override
    protected void beginStep() {
        double step = (double) steps();
        double correction1 = 1 - Math.pow(config.beta1(), step);
        double correction2 = Math.sqrt(1 - Math.pow(config.beta2(), step));
        rate = learningRate() * correction2 / correction1;
        eps = config.eps() * correction2;
    }

    @Override
    protected void move(int i, NdArray parameter, NdArray gradient) {
        kernel.update(
                rate, eps, config.weightDecay(), 1, parameter, gradient, firstMoments.get(i), secondMoments.get(i));
    }
}
