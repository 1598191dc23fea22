package org.netloom.runtime.internal.vector.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.op.Add;
import org.netloom.op.Tensor;
import org.netloom.runtime.engine.Buffers;
import org.netloom.runtime.exception.ClosedException;
import org.netloom.runtime.exception.ConcurrentUseException;
import org.netloom.runtime.internal.vector.VectorEngine;

/** The threads of an engine: they come, share work, sleep and go. */
class WorkersTest {
    private static List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("netloom-vector-"))
                .toList();
    }

    @Test
    void everyShareRunsOnceForEachTask() {
        try (Workers workers = new Workers(4)) {
            AtomicInteger[] runs = new AtomicInteger[4];
            for (int i = 0; i < 4; i++) {
                runs[i] = new AtomicInteger();
            }
            for (int task = 0; task < 500; task++) {
                workers.run((worker, count) -> {
                    assertThat(count).isEqualTo(4);
                    runs[worker].incrementAndGet();
                });
            }
            assertThat(runs).allSatisfy(each -> assertThat(each).hasValue(500));
        }
    }

    /** As where the operating system gives their cores to another program. */
    @Test
    @Timeout(10)
    void nobodyWaitsForThreadsThatDoNotRun() {
        try (Workers workers = new Workers(4, thread -> {})) {
            AtomicInteger runs = new AtomicInteger();
            workers.run((share, shares) -> runs.incrementAndGet());
            assertThat(runs).hasValue(4);
        }
    }

    /** Where another has taken the calling thread's share, as when that was put aside before it could. */
    @Test
    @Timeout(60)
    void awaitsItsOwnShareToo() {
        Thread caller = Thread.currentThread();
        try (Workers workers = new Workers(4)) {
            AtomicInteger byOthers = new AtomicInteger();
            for (int task = 0; byOthers.get() < 3; task++) {
                AtomicInteger done = new AtomicInteger();
                workers.run((share, shares) -> {
                    if (share == 0 && Thread.currentThread() != caller) {
                        byOthers.incrementAndGet();
                        LockSupport.parkNanos(1_000_000);
                    }
                    done.incrementAndGet();
                });
                assertThat(done).as("shares of task %d", task).hasValue(4);
            }
        }
    }

    @Test
    void tellsOfAFailureAndGoesOn() {
        try (Workers workers = new Workers(3)) {
            for (int failing = 0; failing < 3; failing++) {
                int number = failing;
                assertThatThrownBy(() -> workers.run((worker, count) -> {
                            if (worker == number) {
                                throw new IllegalStateException("worker " + worker);
                            }
                        }))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("worker " + number);
            }
            AtomicInteger runs = new AtomicInteger();
            workers.run((worker, count) -> runs.incrementAndGet());
            assertThat(runs).hasValue(3);
        }
    }

    @Test
    void tellsOfAnErrorOfAWorker() {
        try (Workers workers = new Workers(2)) {
            assertThatThrownBy(() -> workers.run((worker, count) -> {
                        if (worker == 1) {
                            throw new OutOfMemoryError("nothing left");
                        }
                    }))
                    .hasMessageContaining("nothing left");
        }
    }

    /** An error in the calling thread's share must not leave the others behind. */
    @Test
    void awaitsAllAfterAnError() {
        try (Workers workers = new Workers(3)) {
            for (int i = 0; i < 50; i++) {
                AtomicInteger done = new AtomicInteger();
                assertThatThrownBy(() -> workers.run((worker, count) -> {
                            if (worker == 0) {
                                throw new StackOverflowError();
                            }
                            LockSupport.parkNanos(1_000_000);
                            done.incrementAndGet();
                        }))
                        .isInstanceOf(StackOverflowError.class);
                assertThat(done).hasValue(2);
            }
        }
    }

    @Test
    void threadsEndWithTheEngine() throws InterruptedException {
        List<Thread> before = threads();
        VectorEngine engine = new VectorEngine(4);
        List<Thread> own =
                threads().stream().filter(thread -> !before.contains(thread)).toList();
        assertThat(own).hasSize(3).allMatch(Thread::isDaemon);
        engine.close();
        for (Thread thread : own) {
            thread.join(5_000);
            assertThat(thread.isAlive()).as(thread.getName()).isFalse();
        }
    }

    @Test
    void refusesWorkAfterTheEnd() {
        for (int threads : new int[] {1, 3}) {
            VectorEngine engine = new VectorEngine(threads);
            try (Buffers buffers = engine.buffers()) {
                Tensor x = buffers.tensor(3);
                buffers.batch(2);
                engine.write(Nd4j.ones(DataType.FLOAT, 2, 3), x);
                engine.close();
                engine.close(); // a second time changes nothing
                assertThatThrownBy(
                                () -> engine.kernel(Add.of("add1", "a.net:1:1")).backward(x, x))
                        .isInstanceOf(ClosedException.class)
                        .hasMessage(
                                "the vector engine is closed, and all that ran on it with it; Engines.create makes another");
            }
        }
    }

    /** Without that, tasks would take shares of one another, and wait for them for ever. */
    @Test
    @Timeout(60)
    void refusesASecondCaller() {
        try (Workers workers = new Workers(2)) {
            AtomicInteger refused = new AtomicInteger();
            workers.run((share, shares) -> {
                if (share == 0) {
                    Thread second = new Thread(() -> {
                        try {
                            workers.run((of, all) -> {});
                        } catch (ConcurrentUseException e) {
                            refused.incrementAndGet();
                        }
                    });
                    second.start();
                    while (second.isAlive()) {
                        Thread.onSpinWait();
                    }
                }
            });
            assertThat(refused).hasValue(1);
        }
    }

    @Test
    void idleThreadsUseNoTime() throws InterruptedException {
        ThreadMXBean times = ManagementFactory.getThreadMXBean();
        List<Thread> before = threads();
        try (VectorEngine engine = new VectorEngine(3);
                Buffers buffers = engine.buffers()) {
            Tensor x = buffers.tensor(1000);
            buffers.batch(64);
            engine.write(Nd4j.ones(DataType.FLOAT, 64, 1000), x);
            List<Thread> own = threads().stream()
                    .filter(thread -> !before.contains(thread))
                    .toList();
            Thread.sleep(300); // they spin for a while
            long start = own.stream()
                    .mapToLong(thread -> times.getThreadCpuTime(thread.threadId()))
                    .sum();
            Thread.sleep(300);
            long used = own.stream()
                            .mapToLong(thread -> times.getThreadCpuTime(thread.threadId()))
                            .sum()
                    - start;
            assertThat(used).as("nanoseconds of the processor").isLessThan(3_000_000);
        }
    }
}
