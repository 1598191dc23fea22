package org.netloom.benchmarks.measuring;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Locale;

/** Runs steps and takes their times. */
final class Steps {
    /** Steps whose medians are compared last for as long. */
    private static final double BLOCK_SECONDS = 0.5;

    private static final int BLOCK_STEPS = 3;

    /** Blocks that must agree, within a factor. */
    private static final int BLOCKS = 4;

    private static final double AGREEMENT = 1.05;

    private final Library.Task task;
    private int done;

    Steps(Library.Task task) {
        this.task = task;
    }

    /** How many steps there have been. */
    int done() {
        return done;
    }

    /** One step; the nanoseconds that it took. */
    long run() {
        long start = System.nanoTime();
        double result = task.step(done % Batches.COUNT);
        long nanos = System.nanoTime() - start;
        done++;
        if (!Double.isFinite(result)) {
            throw new IllegalStateException(String.format(Locale.ROOT, "step %d came to %s", done, result));
        }
        return nanos;
    }

    /**
     * Runs blocks of at least three steps and half a second until the medians of the last four lie within 5 %: the JIT has
     * compiled what it will compile, and the libraries have chosen their kernels.
     *
     * @param seconds after which it gives up
     * @return whether they came to agree
     */
    boolean warmUp(double seconds) {
        Deque<Double> last = new ArrayDeque<>();
        long end = System.nanoTime() + (long) (seconds * 1e9);
        while (System.nanoTime() < end) {
            last.add(median(block(BLOCK_SECONDS, BLOCK_STEPS)));
            if (last.size() > BLOCKS) {
                last.remove();
            }
            double least = last.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
            double most = last.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
            if (last.size() == BLOCKS && most <= least * AGREEMENT) {
                return true;
            }
        }
        return false;
    }

    /** The times of at least so many steps that take at least so long. */
    long[] block(double seconds, int steps) {
        long[] times = new long[Math.max(steps, 16)];
        long end = System.nanoTime() + (long) (seconds * 1e9);
        int count = 0;
        while (count < steps || System.nanoTime() < end) {
            if (count == times.length) {
                times = Arrays.copyOf(times, 2 * count);
            }
            times[count++] = run();
        }
        return Arrays.copyOf(times, count);
    }

    /** In nanoseconds. */
    static double median(long[] times) {
        return quantile(times, 0.5);
    }

    /** The smallest of the times that so large a share of them does not exceed. */
    static double quantile(long[] times, double share) {
        long[] sorted = times.clone();
        Arrays.sort(sorted);
        return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }
}
