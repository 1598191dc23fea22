package org.netloom.compiler.internal.builtin;

import static org.netloom.compiler.layer.Parameter.real;

import org.netloom.compiler.layer.Parameter;
import org.netloom.compiler.layer.Signature;
import org.netloom.compiler.layer.Use;
import org.netloom.op.Activation;

/**
 * The exponential linear unit: {@code y = x} above 0, otherwise {@code alpha (eˣ - 1)} (Clevert, Unterthiner and
 * Hochreiter, 2016).
 *
 * <p>Its derivative is 1 above 0, otherwise {@code alpha eˣ}.
 */
public final class Elu implements Elementwise {
    private static final Parameter<Double> ALPHA = real("alpha", "minus the value that it approaches far below 0")
            .atLeast(0)
            .orElse(1.0);

    private static final Signature SIGNATURE = Signature.of("elu", "x above 0, otherwise alpha (exp(x) - 1).")
            .parameters(ALPHA)
            .formula(
                    "y = x where x > 0, else alpha * (exp(x) - 1)",
                    "Clevert, Unterthiner and Hochreiter, 2016, Fast and accurate deep network learning by exponential linear units")
            .example("input(5) dense(4) elu(alpha=1.5) dense(3)")
            .alsoCalled("exponential_linear");

    @Override
    public Signature signature() {
        return SIGNATURE;
    }

    @Override
    public Activation.Function function(Use use) {
        return Activation.Function.ELU;
    }

    @Override
    public int operations(Use use) {
        return 3;
    }

    @Override
    public Double constantOfFunction(Use use) {
        return use.get(ALPHA);
    }
}
