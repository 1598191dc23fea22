package org.netloom.runtime.loss;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.exception.NetworkException;

/**
 * How far other classes come near the right one, or pass it, as PyTorch's {@code MultiMarginLoss}: of a row of K outputs and
 * the class c it is {@code Σ max(0, m - y[c] + y[k]) / K} over all k but c, with the margin m; the mean over all rows. It never
 * changes.
 */
public final class Hinge extends NamedLoss {
    private final double margin;

    private Hinge(double margin) {
        super("hinge");
        this.margin = margin;
    }

    /** With a margin of 1. */
    public static Hinge of() {
        return new Hinge(1);
    }

    /**
     * The same with another margin.
     *
     * @throws NetworkException where it is not above 0
     */
    public Hinge withMargin(double distance) {
        if (!(distance > 0) || Double.isInfinite(distance)) {
            throw new NetworkException("a margin is a number above 0, not " + distance);
        }
        return new Hinge(distance);
    }

    @Override
    public Set<Target> targets() {
        return Set.of(Target.CLASSES);
    }

    @Override
    public Says says(Target target) {
        return Says.CLASS;
    }

    @Override
    public @Nullable String refusalOfOutputs(int outputs, Target target) {
        return outputs > 1
                ? null
                : String.format(
                        Locale.ROOT,
                        "the loss hinge compares the outputs of classes, and there is %d; two classes are dense(2)",
                        outputs);
    }

    @Override
    public double ofClass(double[] y, int label, double @Nullable [] dy) {
        if (dy != null) {
            Arrays.fill(dy, 0);
        }
        double sum = 0;
        for (int k = 0; k < y.length; k++) {
            double excess = margin - y[label] + y[k];
            if (k != label) {
                sum += Math.max(0, excess); // NaN if one is
                if (dy != null && excess > 0) {
                    dy[k] = 1.0 / y.length;
                    dy[label] -= 1.0 / y.length;
                }
            }
        }
        return sum / y.length;
    }

    @Override
    public double ofNumbers(double[] y, double[] targets, double @Nullable [] dy) {
        throw new NetworkException("the loss hinge takes classes, and these targets are numbers");
    }

    @Override
    List<String> options() {
        return margin == 1 ? List.of() : List.of("margin=" + margin);
    }
}
