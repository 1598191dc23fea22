package org.netloom.compiler.internal.builtin;

import org.netloom.compiler.layer.Signature;
import org.netloom.op.Pool2d;

/**
 * The largest value of each channel, as an image of one row and one column (Lin, Chen and Yan, 2014).
 */
public final class GlobalMaxPool implements GlobalPooling {
    private static final Signature SIGNATURE = Signature.of(
                    "gmaxpool", "The largest value of each channel: an image of one row and one column.")
            .formula("y[c] = max over i, j of x[c, i, j]", "Oquab et al., 2015, Is object localization for free?")
            .example("input(2, 5, 4) conv(3, 2) gmaxpool flatten dense(3)")
            .alsoCalled("globalmaxpool", "global_max_pool", "globalmaxpooling2d", "adaptivemaxpool2d", "gmp");

    @Override
    public Signature signature() {
        return SIGNATURE;
    }

    @Override
    public Pool2d.Kind kind() {
        return Pool2d.Kind.MAX;
    }

    @Override
    public boolean takesMaximum() {
        return true;
    }
}
