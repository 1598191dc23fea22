package org.netloom.benchmarks.measuring;

/** A library that is measured. */
public interface Library {
    /** How fast the weights move: slow enough that no network diverges on labels drawn at random. */
    double LEARNING_RATE = 0.01;

    /**
     * Builds the network, and arrays of its own of all {@link Batches}.
     *
     * @throws UnsupportedOperationException where the library cannot do this, with a sentence that says why
     */
    Task prepare(Workload workload);

    /** A network that is ready. */
    interface Task extends AutoCloseable {
        /** What computes: name, version, choices. */
        String description();

        /** How many numbers gradient descent changes: the same in every library, or the networks differ. */
        long parameters();

        /**
         * One step of what is measured.
         *
         * @param batch which of the {@link Batches}
         * @return the loss, or one of the outputs: a number that needs the step to be over
         */
        double step(int batch);

        @Override
        void close();
    }
}
