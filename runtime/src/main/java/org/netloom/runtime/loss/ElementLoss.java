package org.netloom.runtime.loss;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A loss of each output by itself against a number; of a row it is the mean. */
public interface ElementLoss extends Loss {
    /**
     * The loss of one output.
     *
     * @param column of the row, from 0
     */
    double value(double y, double target, int column);

    /** Its derivative by y. */
    double slope(double y, double target, int column);

    @Override
    default Set<Target> targets() {
        return Set.of(Target.NUMBERS);
    }

    @Override
    default Says says(Target target) {
        return Says.NUMBERS;
    }

    /** A class is the numbers 1 at its place and 0 elsewhere. */
    @Override
    default double ofClass(double[] y, int label, double @Nullable [] dy) {
        double sum = 0;
        for (int k = 0; k < y.length; k++) {
            double target = k == label ? 1 : 0;
            sum += value(y[k], target, k);
            if (dy != null) {
                dy[k] = slope(y[k], target, k) / y.length;
            }
        }
        return sum / y.length;
    }

    @Override
    default double ofNumbers(double[] y, double[] targets, double @Nullable [] dy) {
        double sum = 0;
        for (int k = 0; k < y.length; k++) {
            sum += value(y[k], targets[k], k);
            if (dy != null) {
                dy[k] = slope(y[k], targets[k], k) / y.length;
            }
        }
        return sum / y.length;
    }
}
