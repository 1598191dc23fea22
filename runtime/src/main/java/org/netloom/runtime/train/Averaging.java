package org.netloom.runtime.train;

/**
 * How the parameters of a training are averaged over its steps: what is measured, kept and used afterwards is the average,
 * and training goes on with the parameters themselves. It never changes, and its text is that of the train section: by it
 * checkpoints know it again.
 */
public interface Averaging {

    /** The average of one training. For one thread. */
    interface Run {
        /**
         * How much the parameters behind a step count: {@code average = average + weight (p - average)}. The first that count
         * are the average, whatever their weight.
         *
         * @param step from 1
         * @param averaged how many have counted before
         * @return from 0 to 1; 0 where they do not count
         */
        double weight(long step, long averaged);
    }

    /** Whether it goes by the end of training, so that one that is to be longer is another one. */
    boolean goesByEnd();

    /**
     * Begins a training.
     *
     * @param steps in all
     * @param stepsPerEpoch at least 1
     * @throws org.netloom.runtime.exception.NetworkException where such a training averages nothing
     */
    Run start(long steps, long stepsPerEpoch);
}
