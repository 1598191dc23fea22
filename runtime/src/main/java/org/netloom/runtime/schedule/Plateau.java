package org.netloom.runtime.schedule;

import java.util.Map;
import org.netloom.runtime.exception.NetworkException;

/**
 * The rate is multiplied with a factor when {@code patience + 1} epochs in a row have not brought the loss below {@code (1 -
 * threshold)} times the best one: PyTorch's ReduceLROnPlateau.
 */
public final class Plateau extends TimedSchedule {
    private static final String VALIDATION = "validation_loss";
    private static final String TRAINING = "train_loss";

    private final double factor;
    private final int patience;
    private final double threshold;
    private final String monitor;

    private Plateau(double factor, int patience, double threshold, String monitor, double warmup) {
        super(warmup);
        this.factor = part("factor", factor);
        this.patience = (int) atLeast(0, "patience", patience);
        this.threshold = atLeast(0, "threshold", threshold);
        this.monitor = monitor;
    }

    /** With a patience of 10 epochs and a threshold of 1e-4, by the validation loss. */
    public static Plateau of(double factor) {
        return new Plateau(factor, 10, 1e-4, VALIDATION, 0);
    }

    /** The same where so many epochs may bring nothing. */
    public Plateau withPatience(int epochs) {
        return new Plateau(factor, epochs, threshold, monitor, warmup());
    }

    /** The same where the loss must be smaller by this part to count. */
    public Plateau withThreshold(double part) {
        return new Plateau(factor, patience, part, monitor, warmup());
    }

    /**
     * The same by another loss.
     *
     * @param loss {@code validation_loss} or {@code train_loss}
     */
    public Plateau withMonitor(String loss) {
        if (!loss.equals(VALIDATION) && !loss.equals(TRAINING)) {
            throw new NetworkException("plateau looks at %s or %s, not %s".formatted(VALIDATION, TRAINING, loss));
        }
        return new Plateau(factor, patience, threshold, loss, warmup());
    }

    /** The same with so many epochs in which the rate rises. */
    public Plateau withWarmup(double epochs) {
        return new Plateau(factor, patience, threshold, monitor, epochs);
    }

    @Override
    protected double factor(double step, double steps, double stepsPerEpoch) {
        return 1;
    }

    @Override
    public Run start(long steps, long stepsPerEpoch) {
        return new Watching(super.start(steps, stepsPerEpoch));
    }

    /** A training whose losses it has seen. */
    private final class Watching implements Run {
        private final Run warming;
        private double best = Double.POSITIVE_INFINITY;
        private double bad;
        private double reduced = 1;

        Watching(Run warming) {
            this.warming = warming;
        }

        @Override
        public double factor(long step) {
            return reduced * warming.factor(step);
        }

        @Override
        public void epoch(double trainLoss, double validationLoss) {
            double loss = monitor.equals(TRAINING) ? trainLoss : validationLoss;
            if (loss < best * (1 - threshold)) {
                best = loss;
                bad = 0;
            } else {
                bad++;
            }
            if (bad > patience) {
                reduced *= factor;
                bad = 0;
            }
        }

        @Override
        public Map<String, Double> state() {
            return Map.of("best", best, "bad", bad, "reduced", reduced);
        }

        @Override
        public void resume(Map<String, Double> state) {
            best = state.getOrDefault("best", best);
            bad = state.getOrDefault("bad", bad);
            reduced = state.getOrDefault("reduced", reduced);
        }
    }

    @Override
    public String toString() {
        return "plateau(%s, patience=%s, threshold=%s, monitor=%s%s)"
                .formatted(factor, patience, threshold, monitor, warmupText());
    }
}
