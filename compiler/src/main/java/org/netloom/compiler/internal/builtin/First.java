package org.netloom.compiler.internal.builtin;

import org.netloom.compiler.layer.Signature;
import org.netloom.compiler.layer.Use;
import org.netloom.op.SequencePool;

/** The first step of a sequence, as a vector. */
public final class First implements SequencePooling {
    private static final Signature SIGNATURE = Signature.of("first", "The first step of a sequence, as a vector.")
            .formula("y = x[1]", "PyTorch's x[:, 0]")
            .example("input(3, 2) dense(3) tanh first dense(2)")
            .alsoCalled("first_step");

    @Override
    public Signature signature() {
        return SIGNATURE;
    }

    @Override
    public SequencePool.Kind kind() {
        return SequencePool.Kind.FIRST;
    }

    @Override
    public long flops(Use use) {
        return 0;
    }
}
