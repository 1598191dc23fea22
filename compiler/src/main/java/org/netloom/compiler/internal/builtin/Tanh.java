package org.netloom.compiler.internal.builtin;

import org.netloom.compiler.layer.Signature;
import org.netloom.compiler.layer.Use;
import org.netloom.op.Activation;

/**
 * The hyperbolic tangent: {@code y = (eˣ - e⁻ˣ) / (eˣ + e⁻ˣ)}.
 *
 * <p>Its derivative is {@code 1 - y²}: it needs the output, not the input.
 */
public final class Tanh implements Elementwise {
    private static final Signature SIGNATURE = Signature.of(
                    "tanh", "The hyperbolic tangent of each value: between -1 and 1.")
            .formula(
                    "y = (exp(x) - exp(-x)) / (exp(x) + exp(-x)),  dy/dx = 1 - y * y",
                    "Goodfellow, Bengio and Courville, 2016, Deep Learning, section 6.3")
            .example("input(5) dense(4) tanh dense(3)")
            .alsoCalled("tanhactivation");

    @Override
    public Signature signature() {
        return SIGNATURE;
    }

    @Override
    public Activation.Function function(Use use) {
        return Activation.Function.TANH;
    }

    @Override
    public int operations(Use use) {
        return 1;
    }
}
