package org.netloom.runtime.engine;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.exception.ClosedException;
import org.netloom.runtime.exception.ConcurrentUseException;

/**
 * Lets one thread at a time into an engine and into all that runs on it: networks, passes, optimizers, tensors. A second
 * one is refused, not kept waiting, because what it would find is another's half-done work.
 *
 * <p>Everything in this library enters by itself. Who makes several calls that belong together, such as {@code forward},
 * a loss and {@code backward}, may enter around them, so that no other thread's calls come between:
 *
 * <pre>{@code
 * try (ThreadGuard.Turn turn = engine.guard().enter()) {
 *     engine.read(pass.forward(x), y);
 * }
 * }</pre>
 *
 * <p>The thread that is inside may enter again. What a thread did before it left is seen by whichever enters next, so
 * that an engine may be handed from one thread to another without any other synchronization. To enter and to leave take
 * some nanoseconds and leave no garbage.
 */
public final class ThreadGuard {

    /** That a thread is inside, until it closes this. */
    public interface Turn extends AutoCloseable {
        /** Leaves; the thread that entered calls it, once for each time that it entered. */
        @Override
        void close();
    }

    private final String what;
    private final AtomicReference<@Nullable Thread> inside = new AtomicReference<>();
    private final Turn turn = this::leave;

    // The rest belongs to the thread that is inside.
    private int depth;
    private boolean closed;

    /** @param what is guarded, for messages: {@code the nd4j engine} */
    public ThreadGuard(String what) {
        this.what = what;
    }

    /**
     * Lets the calling thread in.
     *
     * @return what lets it out; the same object each time
     * @throws ConcurrentUseException while another thread is inside
     * @throws ClosedException if it is closed
     */
    public Turn enter() {
        take();
        if (closed) {
            leave();
            throw new ClosedException(
                    what + " is closed, and all that ran on it with it; Engines.create makes another");
        }
        return turn;
    }

    /**
     * As {@link #enter}, but also if it is closed: for giving back what ran on it.
     *
     * @throws ConcurrentUseException while another thread is inside
     */
    public Turn enterToClose() {
        take();
        return turn;
    }

    /** Lets nobody in any more, except to close. To be called inside. */
    public void close() {
        closed = true;
    }

    private void take() {
        Thread caller = Thread.currentThread();
        // What this thread did not write itself it takes for another's, however old it is.
        if (inside.getPlain() != caller && !inside.compareAndSet(null, caller)) {
            throw refused(caller);
        }
        depth++;
    }

    private ConcurrentUseException refused(Thread caller) {
        Thread other = inside.getPlain();
        return new ConcurrentUseException("thread '" + caller.getName() + "' came into " + what + " while "
                + (other == null ? "another thread" : "thread '" + other.getName() + "'")
                + " was inside: an engine and what runs on it are for one thread at a time, so give each thread a network"
                + " and an engine of its own, or put a lock around the calls");
    }

    private void leave() {
        if (inside.getPlain() != Thread.currentThread()) {
            throw new IllegalStateException("a thread leaves " + what + " that is not inside");
        }
        depth--;
        if (depth == 0) {
            inside.setRelease(null);
        }
    }
}
