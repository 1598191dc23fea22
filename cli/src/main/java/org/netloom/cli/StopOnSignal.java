package org.netloom.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets Ctrl-C (SIGINT, SIGTERM) end training in good order: the signal makes the JVM run this hook, which asks training
 * to stop and waits until the command has written its checkpoint and said so.
 */
final class StopOnSignal implements AutoCloseable {
    private static final CountDownLatch MAIN_DONE = new CountDownLatch(1);
    /** A step and a checkpoint take less by far; past this the user wants out, even of estimating statistics. */
    private static final long PATIENCE_SECONDS = 60;

    private final Thread hook;

    /** @param stop asks for the end, from another thread */
    StopOnSignal(Runnable stop) {
        hook = new Thread(() -> {
            stop.run();
            try {
                if (!MAIN_DONE.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    System.err.println("netloom: training did not stop within " + PATIENCE_SECONDS
                            + " s; the checkpoint of its last step stays, if it came to write one");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** To be called before the process exits: the hook must not wait for a thread that waits for the hook. */
    static void mainIsDone() {
        MAIN_DONE.countDown();
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The hook is running: the process ends as it should.
        }
    }
}
