package org.netloom.runtime.vector;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A fixed set of threads that run one task at a time, in as many shares as there are threads; the calling thread is one of
 * them.
 *
 * <p>Whoever is free takes the next share, so that a thread that the operating system has put aside for another program
 * holds nobody up: the others do its part, and the result is the same, because a share is computed in the same way
 * whichever thread takes it.
 *
 * <p>Between tasks a worker spins for a moment, because the next operation of a network follows within microseconds and
 * waking a thread takes as long as a small operation; then it sleeps, so that an idle engine costs nothing.
 */
final class Workers implements AutoCloseable {
    /** The gaps inside a training step are shorter, those between programs' requests longer. */
    private static final long SPIN_NANOSECONDS = 200_000;

    private static final int FEW_VECTORS = 512;

    /** A piece of work that is divided into as many shares as there are workers. */
    interface Task {
        /** Computes a share. What it writes no other share reads. */
        void run(int share, int shares);
    }

    private final Worker[] others;
    private @Nullable Task task;

    /** The number of the task in the upper half, the next share that nobody has taken in the lower one. */
    private final AtomicLong next = new AtomicLong();

    private final AtomicInteger left = new AtomicInteger();
    private volatile @Nullable Throwable failure;
    private volatile @Nullable Thread waiting;
    private volatile boolean closed;

    /** So many threads, the calling one included. */
    Workers(int threads) {
        this(threads, Thread::start);
    }

    /** @param starter starts a thread, for tests */
    Workers(int threads, Consumer<Thread> starter) {
        others = new Worker[threads - 1];
        next.set(threads); // of task 0, which is over
        for (int i = 0; i < others.length; i++) {
            others[i] = new Worker(i + 1);
            starter.accept(others[i]);
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

    /** Runs the task on all workers and returns when all is done; a failure of any share is thrown here. */
    void run(Task work) {
        if (closed) {
            throw new IllegalStateException("the engine is closed");
        }
        if (others.length == 0) {
            work.run(0, 1);
            return;
        }
        task = work;
        left.set(count());
        int number = numberOf(next.get()) + 1;
        next.set(first(number));
        for (Worker worker : others) {
            worker.wake();
        }
        takeShares(number);
        await();
        Throwable failed = failure;
        failure = null;
        if (failed instanceof Error error) {
            throw error;
        }
        if (failed instanceof RuntimeException exception) {
            throw exception;
        }
    }

    private static long first(int task) {
        return (long) task << 32;
    }

    private static int numberOf(long state) {
        return (int) (state >> 32);
    }

    /** Computes shares of a task until none is left. */
    private void takeShares(int number) {
        while (true) {
            long state = next.get();
            int share = (int) state;
            if (numberOf(state) != number || share >= count()) {
                return;
            }
            // Who has taken a share keeps the task from ending, so that it is still this one that is there.
            if (next.compareAndSet(state, state + 1)) {
                try {
                    if (task != null) {
                        task.run(share, count());
                    }
                } catch (RuntimeException | Error e) {
                    failure = e;
                }
                if (left.decrementAndGet() == 0) {
                    Thread waiter = waiting;
                    if (waiter != null) {
                        LockSupport.unpark(waiter);
                    }
                }
            }
        }
    }

    /** Waits, in the calling thread, for the shares that others have taken. */
    private void await() {
        if (left.get() == 0) {
            return;
        }
        long until = System.nanoTime() + SPIN_NANOSECONDS;
        while (left.get() != 0) {
            if (System.nanoTime() - until < 0) {
                Thread.onSpinWait();
            } else {
                waiting = Thread.currentThread();
                if (left.get() != 0) {
                    LockSupport.park(this);
                }
                waiting = null;
            }
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
        private volatile boolean asleep;

        Worker(int number) {
            super("netloom-vector-" + number);
            setDaemon(true);
        }

        @Override
        public void run() {
            int seen = 0;
            while (awaitTaskAfter(seen)) {
                seen = numberOf(next.get());
                takeShares(seen);
            }
        }

        /** Waits for the next task; false where there will be none. */
        private boolean awaitTaskAfter(int seen) {
            long until = System.nanoTime() + SPIN_NANOSECONDS;
            while (numberOf(next.get()) == seen) {
                if (closed) {
                    return false;
                }
                if (System.nanoTime() - until < 0) {
                    Thread.onSpinWait();
                } else {
                    asleep = true;
                    // Seen anew after the flag is up: who starts a task looks at the flag after the number.
                    if (numberOf(next.get()) == seen && !closed) {
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
    }
}
