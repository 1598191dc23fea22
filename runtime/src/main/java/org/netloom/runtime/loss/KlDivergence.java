package org.netloom.runtime.loss;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.exception.NetworkException;

/**
 * How far the softmax of K logits is from a distribution over K classes, as PyTorch's {@code KLDivLoss} of {@code log_softmax}
 * with {@code reduction="batchmean"}: {@code Σ t[k] (ln t[k] - ln p[k])} of a row, where 0 ln 0 is 0; the mean over all rows.
 * The steps of a sequence are rows. It never changes.
 */
public final class KlDivergence extends NamedLoss {
    /** Targets are often floats, or were rounded to some digits. */
    private static final double ROUNDING = 1e-3;

    private KlDivergence() {
        super("kl");
    }

    public static KlDivergence of() {
        return new KlDivergence();
    }

    @Override
    public boolean isOfLogits() {
        return true;
    }

    @Override
    public Set<Target> targets() {
        return Set.of(Target.NUMBERS);
    }

    @Override
    public Says says(Target target) {
        return Says.CLASS;
    }

    @Override
    public @Nullable String refusalOfOutputs(int outputs, Target target) {
        return outputs > 1
                ? null
                : "the loss kl compares distributions, and that of one output is always 1; take mse or bce";
    }

    @Override
    public @Nullable String refusal(double target) {
        return target >= 0 && target <= 1 ? null : "is not in 0 to 1, as a probability is";
    }

    @Override
    public @Nullable String refusal(double[] row) {
        double sum = 0;
        for (double target : row) {
            sum += target;
        }
        return Math.abs(sum - 1) <= ROUNDING
                ? null
                : String.format(Locale.ROOT, "add up to %.6g, where probabilities add up to 1", sum);
    }

    @Override
    public double ofClass(double[] y, int label, double @Nullable [] dy) {
        throw new NetworkException("the loss kl takes distributions, and these targets are classes");
    }

    @Override
    public double ofNumbers(double[] y, double[] targets, double @Nullable [] dy) {
        double max = y[0];
        for (int k = 1; k < y.length; k++) {
            max = Math.max(max, y[k]); // NaN if one is
        }
        double exponentials = 0;
        for (double logit : y) {
            exponentials += Math.exp(logit - max);
        }
        double ofAll = Math.log(exponentials) + max;
        double loss = 0;
        double total = 0;
        for (int k = 0; k < y.length; k++) {
            double target = targets[k];
            total += target;
            loss += target * (ofAll - y[k]) + (target > 0 ? target * Math.log(target) : 0);
        }
        for (int k = 0; dy != null && k < y.length; k++) {
            dy[k] = Math.exp(y[k] - ofAll) * total - targets[k];
        }
        return loss;
    }
}
