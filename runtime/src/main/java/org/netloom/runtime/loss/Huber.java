package org.netloom.runtime.loss;

import java.util.List;
import org.netloom.runtime.exception.NetworkException;

/**
 * Squared near the target and linear further away, as PyTorch's {@code HuberLoss}: of a difference d = y - t it is {@code d²/2}
 * where |d| is at most δ, and {@code δ (|d| - δ/2)} beyond; the mean over all outputs. It never changes.
 */
public final class Huber extends NamedLoss implements ElementLoss {
    private final double delta;

    private Huber(double delta) {
        super("huber");
        this.delta = delta;
    }

    /**
     * A loss that is linear from a difference of delta on.
     *
     * @throws NetworkException where delta is not above 0
     */
    public static Huber of(double delta) {
        if (!(delta > 0) || Double.isInfinite(delta)) {
            throw new NetworkException("delta is a number above 0, not " + delta);
        }
        return new Huber(delta);
    }

    @Override
    public double value(double y, double target, int column) {
        double difference = Math.abs(y - target);
        return difference <= delta ? difference * difference / 2 : delta * (difference - delta / 2);
    }

    @Override
    public double slope(double y, double target, int column) {
        return Math.max(-delta, Math.min(delta, y - target));
    }

    @Override
    List<String> options() {
        return delta == 1 ? List.of() : List.of("delta=" + delta);
    }
}
