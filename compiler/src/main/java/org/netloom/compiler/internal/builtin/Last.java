package org.netloom.compiler.internal.builtin;

import org.netloom.compiler.layer.Signature;
import org.netloom.compiler.layer.Use;
import org.netloom.op.SequencePool;

/** The last step of a sequence, as a vector: the final state of a recurrent layer. */
public final class Last implements SequencePooling {
    private static final Signature SIGNATURE = Signature.of(
                    "last", "The last step of a sequence, as a vector: the final state of a recurrent layer.")
            .formula("y = x[T]", "PyTorch's x[:, -1]")
            .example("input(3, 2) rnn(3) last dense(2)")
            .alsoCalled("last_step", "final");

    @Override
    public Signature signature() {
        return SIGNATURE;
    }

    @Override
    public SequencePool.Kind kind() {
        return SequencePool.Kind.LAST;
    }

    @Override
    public long flops(Use use) {
        return 0;
    }
}
