package org.netloom.cli;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.netloom.runtime.engine.Engine;

/**
 * An engine that a thread of its own makes while the calling one compiles the net: to load ND4J's native code takes about
 * as long as that.
 */
final class PendingEngine implements AutoCloseable {
    private final CompletableFuture<Engine> engine = new CompletableFuture<>();

    /** Begins to make it. */
    PendingEngine(Supplier<Engine> make) {
        Thread thread = new Thread(
                () -> {
                    try {
                        engine.complete(make.get());
                    } catch (RuntimeException | Error e) {
                        engine.completeExceptionally(e);
                    }
                },
                "engine");
        thread.setDaemon(true);
        thread.start();
    }

    /** The engine, as soon as it is there; {@link #close} closes it. What went wrong on the way is thrown here. */
    Engine get() {
        try {
            return engine.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error failure) {
                throw failure;
            }
            throw e;
        }
    }

    /** Waits for the engine and closes it: a process that ended while native code is being loaded could crash. */
    @Override
    public void close() {
        engine.handle((made, failure) -> made)
                .thenAccept(made -> {
                    if (made != null) {
                        made.close();
                    }
                })
                .join();
    }
}
