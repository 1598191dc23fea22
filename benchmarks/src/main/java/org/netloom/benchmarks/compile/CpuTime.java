package org.netloom.benchmarks.compile;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * The CPU time of the measuring thread, beside the wall time that JMH takes: on a machine that does something else, too, it
 * is the figure to compare. Threads of the JVM itself, those of its JIT compiler and its collector, are not in it.
 */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.EVENTS)
public class CpuTime {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** Between {@link #start} and {@link #stop}, summed up. */
    public long cpuNanos;

    /** How often that was. */
    public long runs;

    private long started;

    public void start() {
        started = THREADS.getCurrentThreadCpuTime();
    }

    public void stop() {
        cpuNanos += THREADS.getCurrentThreadCpuTime() - started;
        runs++;
    }
}
