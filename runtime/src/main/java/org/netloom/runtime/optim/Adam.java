package org.netloom.runtime.optim;

import java.util.List;
import org.netloom.op.AdamUpdate;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.parameter.Gradient;

/** Adam and AdamW, in place. */
final class Adam extends PassOptimizer {
    private final Moments moments;
    private final WeightDecay decay;
    private final boolean decoupled;
    private final AdamUpdate.Kernel kernel;
    private final List<NdArray> firstMoments;
    private final List<NdArray> secondMoments;
    /** Of this step. */
    private double rate;

    private double eps;

    /** @param decoupled whether weights decay apart from the gradient */
    Adam(
            OptimizerConfig config,
            Moments moments,
            WeightDecay decay,
            boolean decoupled,
            List<Gradient> gradients,
            Engine engine) {
        super(config, gradients, engine);
        this.moments = moments;
        this.decay = decay;
        this.decoupled = decoupled;
        this.kernel = engine.kernel(new AdamUpdate(moments.beta1(), moments.beta2()));
        this.firstMoments = zeros("first_moment");
        this.secondMoments = zeros("second_moment");
    }

    @Override
    protected void beginStep() {
        double correction2 = moments.correction2(steps());
        rate = learningRate() * correction2 / moments.correction1(steps());
        eps = moments.eps() * correction2;
    }

    @Override
    protected void move(int i, NdArray parameter, NdArray gradient) {
        Gradient moving = gradients().get(i);
        double weightDecay = decoupled ? 0 : decay.of(moving);
        double keep = decoupled ? decay.keeps(moving, learningRate()) : 1;
        kernel.update(rate, eps, weightDecay, keep, parameter, gradient, firstMoments.get(i), secondMoments.get(i));
    }
}
