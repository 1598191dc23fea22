package org.netloom.runtime.train;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Notices a loss that stays far above where it began: training that diverges, though no number has overflowed yet. Noise
 * and a bad start stay below, because a step back to normal begins the count anew.
 */
final class LossWatch {
    /** Batch normalization at a learning rate of 1 was seen to double its first loss for some steps, not to triple it. */
    private static final int TIMES = 4;

    private static final int STEPS = 10;

    private final double learningRate;
    /** What a net that knows nothing has, 0 where that is not known. */
    private final double guessing;

    private double first = Double.NaN;
    private int above;
    private boolean said;

    /** @param guessing the loss of a net that knows nothing, 0 where that is not known */
    LossWatch(double learningRate, double guessing) {
        this.learningRate = learningRate;
        this.guessing = guessing;
    }

    /** What to say after this step, which is nothing but once. */
    @Nullable String after(long step, double loss) {
        if (Double.isNaN(first)) {
            first = loss;
        }
        above = loss > TIMES * Math.max(first, guessing) ? above + 1 : 0;
        if (said || above < STEPS) {
            return null;
        }
        said = true;
        return String.format(
                Locale.ROOT,
                "training diverges: at step %d the loss is %.4g, and for %d steps it has been more than %d times the %.4g %s; a learning rate below %s may help",
                step,
                loss,
                STEPS,
                TIMES,
                Math.max(first, guessing),
                first >= guessing ? "that it began with" : "of a net that guesses",
                learningRate);
    }
}
