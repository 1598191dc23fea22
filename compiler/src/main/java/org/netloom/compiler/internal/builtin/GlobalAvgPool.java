package org.netloom.compiler.internal.builtin;

import org.netloom.compiler.layer.Signature;
import org.netloom.op.Pool2d;

/**
 * The mean of each channel, as an image of one row and one column (Lin, Chen and Yan, 2014).
 */
public final class GlobalAvgPool implements GlobalPooling {
    private static final Signature SIGNATURE = Signature.of(
                    "gavgpool", "The mean of each channel: an image of one row and one column.")
            .formula("y[c] = mean over i, j of x[c, i, j]", "Lin, Chen and Yan, 2014, Network in network, section 3.2")
            .example("input(2, 5, 4) conv(3, 2) gavgpool flatten dense(3)")
            .alsoCalled("globalavgpool", "global_avg_pool", "globalaveragepooling2d", "adaptiveavgpool2d", "gap");

    @Override
    public Signature signature() {
        return SIGNATURE;
    }

    @Override
    public Pool2d.Kind kind() {
        return Pool2d.Kind.AVERAGE;
    }
}
