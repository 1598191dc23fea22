package org.netloom.compiler.internal.builtin;

import org.netloom.compiler.layer.Arguments;
import org.netloom.compiler.layer.Signature;
import org.netloom.op.Recurrent;

/**
 * Long short-term memory (Hochreiter and Schmidhuber, 1997; with forget gates, Gers, Schmidhuber and Cummins, 2000):
 * {@code c = f c' + i g}, {@code h = o tanh(c)}; the gates i, f, o are sigmoids and g a tanh of {@code weight_ih x + bias_ih
 * + weight_hh h' + bias_hh}, in the order i, f, g, o.
 */
public final class Lstm implements Recurrence {
    private static final Signature SIGNATURE = Recurrence.signature(
                    "lstm",
                    "Long short-term memory over a sequence; puts out the state h after each step.",
                    HIDDEN,
                    Bias.PARAMETER)
            .formula(
                    "i, f, o = sigmoid(W x[t] + b + U h[t - 1] + b'),  g = tanh(W x[t] + b + U h[t - 1] + b')\n"
                            + "c[t] = f * c[t - 1] + i * g,  h[t] = o * tanh(c[t])",
                    "Hochreiter and Schmidhuber, 1997, Long short-term memory; Gers et al., 2000, Learning to forget")
            .example("input(3, 2) lstm(3) lstm(2) last dense(2)")
            .alsoCalled("long_short_term_memory");

    @Override
    public Signature signature() {
        return SIGNATURE;
    }

    @Override
    public Recurrent.Cell cell(Arguments arguments) {
        return Recurrent.Cell.LSTM;
    }
}
