package org.netloom.compiler.internal.builtin;

import org.netloom.compiler.layer.Arguments;
import org.netloom.compiler.layer.Signature;
import org.netloom.op.Recurrent;

/**
 * Gated recurrent units (Cho et al., 2014): {@code h = (1 - z) n + z h'}, {@code n = tanh(weight_ih x + bias_ih + r
 * (weight_hh h' + bias_hh))}; the gates r and z are sigmoids; in the order r, z, n.
 */
public final class Gru implements Recurrence {
    private static final Signature SIGNATURE = Recurrence.signature(
                    "gru",
                    "Gated recurrent units over a sequence; puts out the state after each step.",
                    HIDDEN,
                    Bias.PARAMETER)
            .formula(
                    "r, z = sigmoid(W x[t] + b + U h[t - 1] + b'),  n = tanh(W x[t] + b + r * (U h[t - 1] + b'))\n"
                            + "h[t] = (1 - z) * n + z * h[t - 1]",
                    "Cho et al., 2014, Learning phrase representations using RNN encoder-decoder")
            .example("input(3, 2) gru(3) gru(2) last dense(2)")
            .alsoCalled("gated_recurrent_unit");

    @Override
    public Signature signature() {
        return SIGNATURE;
    }

    @Override
    public Recurrent.Cell cell(Arguments arguments) {
        return Recurrent.Cell.GRU;
    }
}
