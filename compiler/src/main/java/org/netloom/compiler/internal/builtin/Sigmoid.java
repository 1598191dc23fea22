package org.netloom.compiler.internal.builtin;

import org.netloom.compiler.layer.Signature;
import org.netloom.compiler.layer.Use;
import org.netloom.op.Activation;

/**
 * The logistic function: {@code y = 1 / (1 + e⁻ˣ)}.
 *
 * <p>Its derivative is {@code y (1 - y)}: it needs the output, not the input.
 */
public final class Sigmoid implements Elementwise {
    private static final Signature SIGNATURE = Signature.of(
                    "sigmoid", "1 / (1 + exp(-x)) of each value: between 0 and 1.")
            .formula(
                    "y = 1 / (1 + exp(-x)),  dy/dx = y * (1 - y)",
                    "Goodfellow, Bengio and Courville, 2016, Deep Learning, section 3.10")
            .example("input(5) dense(4) sigmoid dense(3)")
            .alsoCalled("logistic");

    @Override
    public Signature signature() {
        return SIGNATURE;
    }

    @Override
    public Activation.Function function(Use use) {
        return Activation.Function.SIGMOID;
    }

    @Override
    public int operations(Use use) {
        return 4;
    }

    @Override
    public boolean putsOutNoNegative(Use use) {
        return true;
    }
}
