package org.netloom.compiler.internal.builtin;

import org.netloom.compiler.layer.Parameter;
import org.netloom.compiler.layer.Signature;
import org.netloom.compiler.layer.Use;
import org.netloom.op.Activation;

/**
 * The Gaussian error linear unit: {@code y = x Φ(x)} with the normal distribution {@code Φ(x) = (1 + erf(x/√2)) / 2}
 * (Hendrycks and Gimpel, 2016); approximately {@code x (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2}.
 *
 * <p>Its derivative is {@code Φ(x) + x φ(x)} with the density {@code φ}: it needs the input.
 */
public final class Gelu implements Elementwise {
    private static final Parameter<String> APPROXIMATE = Parameter.word(
                    "approximate", "none is exact, tanh the approximation", "none", "tanh")
            .orElse("none");

    private static final Signature SIGNATURE = Signature.of(
                    "gelu", "x times the normal distribution function of x; gelu(tanh) is the approximation by a tanh.")
            .parameters(APPROXIMATE)
            .formula(
                    "y = x * (1 + erf(x / sqrt(2))) / 2\n"
                            + "gelu(tanh): y = x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3))) / 2",
                    "Hendrycks and Gimpel, 2016, Gaussian error linear units")
            .example("input(5) dense(4) gelu dense(4) gelu(tanh) dense(3)")
            .alsoCalled("gaussian_error_linear");

    @Override
    public Signature signature() {
        return SIGNATURE;
    }

    @Override
    public Activation.Function function(Use use) {
        return use.get(APPROXIMATE).equals("tanh") ? Activation.Function.GELU_TANH : Activation.Function.GELU;
    }

    @Override
    public int operations(Use use) {
        return use.get(APPROXIMATE).equals("tanh") ? 9 : 5;
    }
}
