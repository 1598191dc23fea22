package org.netloom.runtime.optim;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.updaters.AdamUpdater;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.runtime.TrainingPass.Gradient;
import org.netloom.runtime.engine.Engine;

/** Adam, in place: one operation of ND4J and one or two vector operations for each parameter, no temporary arrays. */
final class Adam implements Optimizer {
    /** A step so late that 1 - betaᵗ is 1: see {@link #step}. */
    private static final int WITHOUT_BIAS_CORRECTION = 1_000_000_000;

    private final AdamConfig config;
    private final List<Gradient> gradients;
    private final List<INDArray> firstMoments;
    private final List<INDArray> secondMoments;
    private final Engine engine;
    private double steps;

    Adam(AdamConfig config, List<Gradient> gradients, Engine engine) {
        this.config = config;
        this.engine = engine;
        this.gradients = List.copyOf(gradients);
        this.firstMoments = States.zeros(gradients);
        this.secondMoments = States.zeros(gradients);
    }

    /**
     * ND4J's updater computes {@code rate * m / (sqrt(v) + eps)} with the bias correction in its rate, which loses
     * half of a float's digits in {@code 1 - 0.999ᵗ} and scales eps unlike PyTorch. So it is told that its step is a late one, and
     * gets rate and eps with the correction already in them, computed in double.
     */
    @Override
    public void step() {
        steps += 1;
        double correction1 = 1 - Math.pow(config.beta1(), steps);
        double correction2 = Math.sqrt(1 - Math.pow(config.beta2(), steps));
        double rate = config.learningRate() * correction2 / correction1;
        double eps = config.eps() * correction2;
        for (int i = 0; i < gradients.size(); i++) {
            INDArray p = gradients.get(i).parameter().value();
            INDArray g = gradients.get(i).value();
            gradients.get(i).parameter().changed();
            if (config.weightDecay() != 0) {
                engine.axpy(config.weightDecay(), p, g);
            }
            INDArray m = firstMoments.get(i);
            INDArray v = secondMoments.get(i);
            // The gradient's own array takes the update. A rate of 0 the updater would replace by its eps.
            Nd4j.exec(new AdamUpdater(
                    g, v, m, g, v, m, rate, config.beta1(), config.beta2(), eps, WITHOUT_BIAS_CORRECTION));
            engine.axpy(rate == 0 ? 0 : -1, g, p);
        }
    }

    @Override
    public void close() {
        firstMoments.forEach(INDArray::close);
        secondMoments.forEach(INDArray::close);
    }
}
