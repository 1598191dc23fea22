package org.netloom.compiler.internal.builtin;

import org.netloom.compiler.layer.Signature;
import org.netloom.compiler.layer.Use;
import org.netloom.op.SequencePool;

/** The mean over the steps of a sequence, as a vector. */
public final class Mean implements SequencePooling {
    private static final Signature SIGNATURE = Signature.of(
                    "mean", "The mean over the steps of a sequence, as a vector.")
            .formula("y = sum over t of x[t] / T", "PyTorch's x.mean(1)")
            .example("input(3, 2) rnn(3) mean dense(2)")
            .alsoCalled("average", "globalaveragepooling1d");

    @Override
    public Signature signature() {
        return SIGNATURE;
    }

    @Override
    public SequencePool.Kind kind() {
        return SequencePool.Kind.MEAN;
    }

    @Override
    public long flops(Use use) {
        return use.input().size();
    }
}
