package org.netloom.compiler.internal.builtin;

import org.netloom.compiler.layer.Signature;
import org.netloom.compiler.layer.Use;
import org.netloom.op.Activation;

/**
 * The sigmoid-weighted linear unit, also called swish: {@code y = x σ(x) = x / (1 + e⁻ˣ)} (Elfwing, Uchibe and Doya,
 * 2017).
 *
 * <p>Its derivative is {@code σ(x) (1 + x (1 - σ(x)))}: it needs the input.
 */
public final class Silu implements Elementwise {
    private static final Signature SIGNATURE = Signature.of(
                    "silu", "x / (1 + exp(-x)) of each value, also called swish.")
            .formula(
                    "y = x / (1 + exp(-x))",
                    "Elfwing, Uchibe and Doya, 2018, Sigmoid-weighted linear units for neural network function approximation")
            .example("input(5) dense(4) silu dense(3)")
            .alsoCalled("swish", "sil");

    @Override
    public Signature signature() {
        return SIGNATURE;
    }

    @Override
    public Activation.Function function(Use use) {
        return Activation.Function.SILU;
    }

    @Override
    public int operations(Use use) {
        return 5;
    }
}
