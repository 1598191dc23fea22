package org.example.signmomentum;

import java.util.List;
import org.netloom.op.Array;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.optim.PassOptimizer;
import org.netloom.runtime.parameter.Gradient;

/** {@code p -= lr (sign(beta1 m + (1 - beta1) g) + weight_decay p)}; {@code m = beta2 m + (1 - beta2) g}. */
final class SignMomentum extends PassOptimizer {
    private final SignMomentumConfig config;
    /** Of each parameter's gradients. */
    private final List<NdArray> means;

    SignMomentum(SignMomentumConfig config, List<Gradient> gradients, Engine engine) {
        super(config, gradients, engine);
        this.config = config;
        this.means = zeros("mean");
    }

    @Override
    protected void beginStep() {
        // All steps are the same.
    }

    @Override
    protected void move(int i, NdArray parameter, NdArray gradient) {
        double[] p = values(parameter);
        double[] g = values(gradient);
        double[] m = values(means.get(i));
        for (int k = 0; k < p.length; k++) {
            double sign = Math.signum(config.beta1() * m[k] + (1 - config.beta1()) * g[k]);
            p[k] -= learningRate() * (sign + config.weightDecay() * p[k]);
            m[k] = config.beta2() * m[k] + (1 - config.beta2()) * g[k];
        }
        engine().write(p, parameter);
        engine().write(m, means.get(i));
    }

    private double[] values(Array array) {
        double[] values = new double[array.shape().stream().reduce(1, (a, b) -> a * b)];
        engine().read(array, values);
        return values;
    }
}
