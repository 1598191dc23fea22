package org.netloom.runtime.vector;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A fixed set of threads that run one task at a time, each its share; the calling thread is one of them.
 *
 * <p>Between tasks a worker spins for a moment, because the next operation of a network follows within microseconds and
 * waking a thread takes as long as a small operation; then it sleeps, so that an idle engine costs nothing.
 */
final class Workers implements AutoCloseable {
    /** The gaps inside a training step are shorter, those between programs' requests longer. */
    private static final long SPIN_NANOSECONDS = 200_000;

    private static final int FEW_VECTORS = 512;

    /** A piece of work that is divided by the number of workers. */
    interface Task {
        /** Computes the share of one worker. What it writes no other worker reads before the task is over. */
        void run(int worker, int workers);
    }

    private final Worker[] others;
    private @Nullable Task task;
    private volatile int generation;
    private volatile boolean closed;

    /** So many threads, the calling one included. */
    Workers(int threads) {
        others = new Worker[threads - 1];
        for (int i = 0; i < others.length; i++) {
            others[i] = new Worker(i + 1);
            others[i].start();
        }
    }

    int count() {
        return others.length + 1;
    }

    /**
     * Runs a task, and on all workers only if it is large enough for that: to start and to await them takes as long as a
     * few hundred vectors.
     *
     * @param vectors that the task goes over
     */
    void run(Task work, long vectors) {
        if (vectors < FEW_VECTORS && !closed) {
            work.run(0, 1);
        } else {
            run(work);
        }
    }

    /** Runs the task on all workers and returns when all are done; a failure of any of them is thrown here. */
    void run(Task work) {
        if (closed) {
            throw new IllegalStateException("the engine is closed");
        }
        if (others.length == 0) {
            work.run(0, 1);
            return;
        }
        task = work;
        int number = generation + 1;
        generation = number;
        for (Worker worker : others) {
            worker.wake();
        }
        RuntimeException failure = null;
        try {
            work.run(0, count());
        } catch (RuntimeException e) {
            failure = e;
        } finally {
            // After an error, too: nobody starts a task that others still work at.
            for (Worker worker : others) {
                worker.await(number);
                if (failure == null) {
                    failure = worker.failure;
                }
                worker.failure = null;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Ends the threads. */
    @Override
    public void close() {
        closed = true;
        for (Worker worker : others) {
            LockSupport.unpark(worker);
        }
    }

    private final class Worker extends Thread {
        private final int number;
        private volatile int done;
        private volatile boolean asleep;
        private volatile @Nullable Thread waiting;
        private @Nullable RuntimeException failure;

        Worker(int number) {
            super("netloom-vector-" + number);
            this.number = number;
            setDaemon(true);
        }

        @Override
        public void run() {
            int seen = 0;
            while (awaitGenerationAfter(seen)) {
                seen = generation;
                try {
                    if (task != null) {
                        task.run(number, count());
                    }
                } catch (RuntimeException e) {
                    failure = e;
                } catch (Error e) {
                    failure = new IllegalStateException("a worker failed: " + e, e);
                }
                done = seen;
                Thread waiter = waiting;
                if (waiter != null) {
                    LockSupport.unpark(waiter);
                }
            }
        }

        /** Waits for the next task; false where there will be none. */
        private boolean awaitGenerationAfter(int seen) {
            long until = System.nanoTime() + SPIN_NANOSECONDS;
            while (generation == seen) {
                if (closed) {
                    return false;
                }
                if (System.nanoTime() - until < 0) {
                    Thread.onSpinWait();
                } else {
                    asleep = true;
                    // Seen anew after the flag is up: who starts a task looks at the flag after the generation.
                    if (generation == seen && !closed) {
                        LockSupport.park(this);
                    }
                    asleep = false;
                }
            }
            return true;
        }

        private void wake() {
            if (asleep) {
                LockSupport.unpark(this);
            }
        }

        /** Waits, in the calling thread, until this worker has done the task of that number. */
        private void await(int task) {
            long until = System.nanoTime() + SPIN_NANOSECONDS;
            while (done != task) {
                if (System.nanoTime() - until < 0) {
                    Thread.onSpinWait();
                } else {
                    waiting = Thread.currentThread();
                    if (done != task) {
                        LockSupport.park(this);
                    }
                    waiting = null;
                }
            }
        }
    }
}
