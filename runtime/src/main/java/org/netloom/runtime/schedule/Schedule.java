package org.netloom.runtime.schedule;

import java.util.Map;

/**
 * How the learning rate changes in the course of a training: by which factor the optimizer's own rate is multiplied at each
 * step. Times are in epochs and need not be whole; a schedule of PyTorch's that is asked after each batch gives the same
 * rates where its times are in steps. It never changes, and its text is that of the
 * train section: by it checkpoints know it again.
 *
 * <p>One that somebody else writes is a {@link TimedSchedule}, where time alone says the rate.
 */
public interface Schedule {

    /** The same rate in all steps. */
    Schedule CONSTANT = ConstantRate.of();

    /** A training that has begun. For one thread. */
    interface Run {
        /**
         * What the learning rate of a step is multiplied with.
         *
         * @param step from 0
         */
        double factor(long step);

        /**
         * An epoch is over.
         *
         * @param trainLoss the mean over its steps
         * @param validationLoss after it
         */
        default void epoch(double trainLoss, double validationLoss) {}

        /** What it has learned from {@link #epoch}, by name: all that {@link #resume} needs to go on. */
        default Map<String, Double> state() {
            return Map.of();
        }

        /** Goes on from what another run has learned. */
        default void resume(Map<String, Double> state) {}
    }

    /**
     * Begins a training.
     *
     * @param steps in all
     * @param stepsPerEpoch at least 1
     */
    Run start(long steps, long stepsPerEpoch);
}
