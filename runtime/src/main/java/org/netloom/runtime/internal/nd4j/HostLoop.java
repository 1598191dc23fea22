package org.netloom.runtime.internal.nd4j;

import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.nd4j.linalg.factory.Nd4j;

/** Loops in Java on as many threads as ND4J uses. A result does not depend on the number of threads. */
final class HostLoop {
    /** Fewer values than this are computed before another thread has begun. */
    private static final int PIECE = 1 << 12;

    /** Computes the elements from {@code from} to before {@code to}. */
    interface Body {
        void run(int from, int to);
    }

    private HostLoop() {}

    /** Runs the body for each number from 0; no run may depend on another. Each computes about {@code values} values. */
    static void forEach(int count, int values, IntConsumer body) {
        split(count, (long) count * values, (from, to) -> {
            for (int number = from; number < to; number++) {
                body.accept(number);
            }
        });
    }

    /** Runs the body on all of {@code length} elements, in parts. */
    static void run(int length, Body body) {
        split(length, length, body);
    }

    private static void split(int count, long values, Body body) {
        int workers = (int)
                Math.min(Math.min(count, values / PIECE), Nd4j.getEnvironment().maxThreads());
        if (workers <= 1) {
            body.run(0, count);
            return;
        }
        IntStream.range(0, workers).parallel().forEach(worker -> {
            int from = (int) ((long) count * worker / workers);
            int to = (int) ((long) count * (worker + 1) / workers);
            body.run(from, to);
        });
    }
}
