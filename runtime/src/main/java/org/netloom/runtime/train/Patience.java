package org.netloom.runtime.train;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.loss.Loss;

/**
 * Early stopping: training ends when so many epochs in a row have brought nothing, and goes back to the best one.
 *
 * @param epochs that may bring nothing, from 1 on
 * @param monitor what must become better
 * @param minDelta by how much it must be better to count, from 0 on
 */
public record Patience(int epochs, Monitor monitor, double minDelta) implements Stopping {
    public Patience {
        if (epochs < 1) {
            throw new NetworkException("patience is 1 epoch or more, not " + epochs);
        }
        if (!(minDelta >= 0) || Double.isInfinite(minDelta)) {
            throw new NetworkException("min_delta is a number from 0 on, not " + minDelta);
        }
    }

    /** By the validation loss. */
    public static Patience of(int epochs) {
        return new Patience(epochs, Monitor.VALIDATION_LOSS, 0);
    }

    /** The same by another figure, as {@code validation_accuracy}. */
    public Patience withMonitor(String figure) {
        return new Patience(epochs, Monitor.of(figure), minDelta);
    }

    /** The same where the figure must be better by so much to count. */
    public Patience withMinDelta(double least) {
        return new Patience(epochs, monitor, least);
    }

    @Override
    public @Nullable String refusal(Loss.Says says) {
        return monitor.refusal(says);
    }

    @Override
    public Watch watch() {
        return new Watch() {
            private double best = Double.POSITIVE_INFINITY;
            private double bad;

            @Override
            public Verdict epoch(Evaluation train, Evaluation validation) {
                double badness = monitor.badness(train, validation);
                if (badness < best - minDelta) {
                    best = badness;
                    bad = 0;
                    return Verdict.BEST;
                }
                bad++;
                return bad >= epochs ? Verdict.STOP : Verdict.GO_ON;
            }

            @Override
            public Map<String, Double> state() {
                return Map.of("best", best, "bad", bad);
            }

            @Override
            public void resume(Map<String, Double> state) {
                best = state.getOrDefault("best", best);
                bad = state.getOrDefault("bad", bad);
            }
        };
    }

    @Override
    public String toString() {
        return "patience(%s, monitor=%s, min_delta=%s)".formatted(epochs, monitor, minDelta);
    }
}
