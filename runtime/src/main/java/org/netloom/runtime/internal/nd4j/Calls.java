package org.netloom.runtime.internal.nd4j;

import org.netloom.op.Op;
import org.netloom.runtime.engine.ThreadGuard;
import org.netloom.runtime.engine.ThreadGuard.Turn;
import org.netloom.runtime.exception.NetworkException;

/** The one way to the native side for an operation: one thread at a time, and what fails says which layer it was. */
final class Calls {
    private final ThreadGuard guard;
    private final int threads;

    Calls(ThreadGuard guard, int threads) {
        this.guard = guard;
        this.threads = threads;
    }

    /** Lets the calling thread in. */
    Turn enter() {
        return guard.enter();
    }

    void run(Op<?> op, Runnable body) {
        try (Turn turn = guard.enter()) {
            NativeThreads.use(threads);
            body.run();
        } catch (NetworkException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new NetworkException("%s failed: %s".formatted(op.site(), reason(e)), e);
        }
    }

    private static String reason(RuntimeException e) {
        String message = e.getMessage();
        return message == null
                ? e.getClass().getSimpleName()
                : message.lines().findFirst().orElse(message);
    }
}
