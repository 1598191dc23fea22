package org.netloom.runtime.internal.vector.memory;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.engine.ThreadGuard;
import org.netloom.runtime.engine.ThreadGuard.Turn;

/**
 * A fixed set of threads that run one task at a time, in as many shares as there are threads; the calling thread is one of
 * them.
 *
 * <p>Each takes the share of its own number first, so that what it computes of a batch finds in its core's cache what it
 * has computed of the same examples before. Then it takes what others have not begun, so that a thread that the operating
 * system has put aside for another program holds nobody up: the result is the same, because a share is computed in the
 * same way whichever thread takes it.
 *
 * <p>Between tasks a worker spins for a moment, because the next operation of a network follows within microseconds and
 * waking a thread takes as long as a small operation; then it sleeps, so that an idle engine costs nothing.
 *
 * <p>One thread at a time may call: a second one is refused by the {@link #guard}, which is the engine's.
 */
public final class Workers implements AutoCloseable {
    /** The gaps inside a training step are shorter, those between programs' requests longer. */
    private static final long SPIN_NANOSECONDS = 200_000;

    private static final int FEW_VECTORS = 512;

    /** From one share's number to the next: two lines of the cache, so that cores do not take them from each other. */
    private static final int APART = 128 / Integer.BYTES;

    /** A piece of work that is divided into as many shares as there are workers. */
    public interface Task {
        /** Computes a share. What it writes no other share reads. */
        void run(int share, int shares);
    }

    private final ThreadGuard guard = new ThreadGuard("the vector engine");
    private final Worker[] others;
    private @Nullable Task task;

    /** Counts the tasks. */
    private volatile int number;

    /** For each share the number of the last task in which somebody took it, and of the last in which it was computed. */
    private final AtomicIntegerArray taken;

    private final AtomicIntegerArray computed;
    private volatile @Nullable Throwable failure;
    private volatile @Nullable Thread waiting;
    private volatile boolean closed;

    /** So many threads, the calling one included. */
    public Workers(int threads) {
        this(threads, Thread::start);
    }

    /** @param starter starts a thread, for tests */
    Workers(int threads, Consumer<Thread> starter) {
        others = new Worker[threads - 1];
        taken = new AtomicIntegerArray(threads * APART);
        computed = new AtomicIntegerArray(threads * APART);
        for (int i = 0; i < others.length; i++) {
            others[i] = new Worker(i + 1);
            starter.accept(others[i]);
        }
    }

    public int count() {
        return others.length + 1;
    }

    /** What lets one thread at a time in; each task is inside. */
    public ThreadGuard guard() {
        return guard;
    }

    /**
     * Runs a task, and on all workers only if it is large enough for that: to start and to await them takes as long as a
     * few hundred vectors.
     *
     * @param vectors that the task goes over
     */
    public void run(Task work, long vectors) {
        if (vectors < FEW_VECTORS) {
            work.run(0, 1);
        } else {
            run(work);
        }
    }

    /** Runs the task on all workers and returns when all is done; a failure of any share is thrown here. */
    public void run(Task work) {
        try (Turn turn = guard.enter()) {
            if (others.length == 0) {
                work.run(0, 1);
            } else {
                share(work);
            }
        }
    }

    private void share(Task work) {
        task = work;
        int begun = number + 1;
        number = begun; // the task is seen by who sees its number
        for (Worker worker : others) {
            worker.wake();
        }
        takeShares(begun, 0);
        for (int share = 0; share < count(); share++) {
            await(begun, share);
        }
        Throwable failed = failure;
        failure = null;
        if (failed instanceof Error error) {
            throw error;
        }
        if (failed instanceof RuntimeException exception) {
            throw exception;
        }
    }

    /** Computes a worker's own share of a task, and those that nobody has begun. */
    private void takeShares(int ofTask, int own) {
        for (int i = 0; i < count(); i++) {
            int share = (own + i) % count();
            // Who has taken a share keeps the task from ending, so that it is still this one that is there.
            if (taken.get(share * APART) == ofTask - 1 && taken.compareAndSet(share * APART, ofTask - 1, ofTask)) {
                try {
                    if (task != null) {
                        task.run(share, count());
                    }
                } catch (RuntimeException | Error e) {
                    failure = e;
                }
                computed.set(share * APART, ofTask);
                Thread waiter = waiting;
                if (waiter != null) {
                    LockSupport.unpark(waiter);
                }
            }
        }
    }

    /** Waits, in the calling thread, for a share that another has taken. */
    private void await(int ofTask, int share) {
        if (computed.get(share * APART) == ofTask) {
            return;
        }
        long until = System.nanoTime() + SPIN_NANOSECONDS;
        while (computed.get(share * APART) != ofTask) {
            if (System.nanoTime() - until < 0) {
                Thread.onSpinWait();
            } else {
                waiting = Thread.currentThread();
                if (computed.get(share * APART) != ofTask) {
                    LockSupport.park(this);
                }
                waiting = null;
            }
        }
    }

    /** Ends the threads. */
    @Override
    public void close() {
        try (Turn turn = guard.enterToClose()) {
            guard.close();
            closed = true;
            for (Worker worker : others) {
                LockSupport.unpark(worker);
            }
        }
    }

    private final class Worker extends Thread {
        private final int own;
        private volatile boolean asleep;

        Worker(int share) {
            super("netloom-vector-" + share);
            own = share;
            setDaemon(true);
        }

        @Override
        public void run() {
            int seen = 0;
            while (awaitTaskAfter(seen)) {
                seen = number;
                takeShares(seen, own);
            }
        }

        /** Waits for the next task; false where there will be none. */
        private boolean awaitTaskAfter(int seen) {
            long until = System.nanoTime() + SPIN_NANOSECONDS;
            while (number == seen) {
                if (closed) {
                    return false;
                }
                if (System.nanoTime() - until < 0) {
                    Thread.onSpinWait();
                } else {
                    asleep = true;
                    // Seen anew after the flag is up: who starts a task looks at the flag after the number.
                    if (number == seen && !closed) {
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
