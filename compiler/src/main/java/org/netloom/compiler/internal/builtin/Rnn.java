package org.netloom.compiler.internal.builtin;

import org.netloom.compiler.layer.Arguments;
import org.netloom.compiler.layer.Parameter;
import org.netloom.compiler.layer.Signature;
import org.netloom.op.Recurrent;

/**
 * {@code h = tanh(weight_ih x + bias_ih + weight_hh h' + bias_hh)} (Elman, 1990), with the state h' before the step; or
 * with relu instead of tanh.
 */
public final class Rnn implements Recurrence {
    private static final Parameter<String> ACTIVATION = Parameter.word(
                    "activation", "what the sum goes through", "tanh", "relu")
            .orElse("tanh")
            .alsoCalled("nonlinearity")
            .named();

    private static final Signature SIGNATURE = Recurrence.signature(
                    "rnn",
                    "A simple recurrent layer over a sequence: its output at each step is its state at the next.",
                    HIDDEN,
                    ACTIVATION,
                    Bias.PARAMETER)
            .formula(
                    "h[t] = tanh(W_ih x[t] + b_ih + W_hh h[t - 1] + b_hh),  h[0] = 0",
                    "Elman, 1990, Finding structure in time")
            .example("input(3, 2) rnn(4) rnn(3, activation=relu) last dense(2)")
            .alsoCalled("simplernn", "simple_rnn", "elman");

    @Override
    public Signature signature() {
        return SIGNATURE;
    }

    @Override
    public Recurrent.Cell cell(Arguments arguments) {
        return arguments.get(ACTIVATION).equals("relu") ? Recurrent.Cell.RELU : Recurrent.Cell.TANH;
    }
}
