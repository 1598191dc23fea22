package org.netloom.compiler.internal.builtin;

import org.netloom.compiler.layer.Signature;
import org.netloom.compiler.layer.Use;
import org.netloom.op.Activation;

/**
 * A smooth rectifier: {@code y = ln(1 + eˣ)} (Dugas et al., 2001).
 *
 * <p>Its derivative is the sigmoid of x.
 */
public final class Softplus implements Elementwise {
    private static final Signature SIGNATURE = Signature.of(
                    "softplus", "ln(1 + exp(x)) of each value: a smooth relu, always positive.")
            .formula(
                    "y = ln(1 + exp(x))",
                    "Dugas et al., 2001, Incorporating second-order functional knowledge for better option pricing")
            .example("input(5) dense(4) softplus dense(3)")
            .alsoCalled("soft_plus", "smooth_relu");

    @Override
    public Signature signature() {
        return SIGNATURE;
    }

    @Override
    public Activation.Function function(Use use) {
        return Activation.Function.SOFTPLUS;
    }

    @Override
    public int operations(Use use) {
        return 3;
    }

    @Override
    public boolean putsOutNoNegative(Use use) {
        return true;
    }
}
