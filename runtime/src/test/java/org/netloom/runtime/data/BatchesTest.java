package org.netloom.runtime.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.runtime.data.Batches.Batch;
import org.netloom.runtime.exception.ClosedException;
import org.netloom.runtime.exception.NetworkException;

class BatchesTest {
    /** Example i is [i, i + 0.25, i + 0.5] of class i mod 7. */
    private static class Counting implements Dataset {
        private final int size;

        Counting(int size) {
            this.size = size;
        }

        @Override
        public String name() {
            return "counting";
        }

        @Override
        public int size() {
            return size;
        }

        @Override
        public List<Integer> shape() {
            return List.of(3);
        }

        @Override
        public int classes() {
            return 7;
        }

        @Override
        public void copy(int index, float[] into, int offset) {
            for (int i = 0; i < 3; i++) {
                into[offset + i] = index + i / 4f;
            }
        }

        @Override
        public int label(int index) {
            return index % 7;
        }
    }

    /** The indices of the examples in the order of an epoch, each checked against its label and values. */
    private static List<Integer> epoch(Batches batches, long number) {
        batches.start(number);
        List<Integer> indices = new ArrayList<>();
        for (Batch batch = batches.next(); batch != null; batch = batches.next()) {
            INDArray inputs = batch.inputs();
            assertThat(inputs.shape()).containsExactly(batch.size(), 3);
            for (int i = 0; i < batch.size(); i++) {
                int index = (int) inputs.getDouble(i, 0);
                assertThat(inputs.getDouble(i, 1)).isEqualTo(index + 0.25);
                assertThat(inputs.getDouble(i, 2)).isEqualTo(index + 0.5);
                assertThat(batch.labels()[i]).isEqualTo(index % 7);
                indices.add(index);
            }
        }
        return indices;
    }

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"FLOAT", "DOUBLE"})
    void keepsTheOrderWithoutASeed(DataType type) {
        try (Batches batches = Batches.inOrder(new Counting(10), 4, type)) {
            assertThat(batches.perEpoch()).isEqualTo(3);
            assertThat(epoch(batches, 0)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
            assertThat(epoch(batches, 1)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        }
    }

    @Test
    void ofSequencesHoldsTheLabelsOfAllPositions() {
        Dataset sequences = new Counting(5) {
            @Override
            public int positions() {
                return 3;
            }

            @Override
            public int label(int index, int position) {
                return 10 * index + position;
            }
        };
        try (Batches batches = Batches.inOrder(sequences, 3, DataType.FLOAT)) {
            batches.start(0);
            Batch full = Objects.requireNonNull(batches.next());
            assertThat(full.size()).isEqualTo(3);
            assertThat(full.labels()).containsExactly(0, 1, 2, 10, 11, 12, 20, 21, 22);
            Batch last = Objects.requireNonNull(batches.next());
            assertThat(last.size()).isEqualTo(2);
            assertThat(last.labels()).containsExactly(30, 31, 32, 40, 41, 42);
            assertThat(batches.next()).isNull();
        }
    }

    @ParameterizedTest
    @CsvSource({"100,7", "100,10", "100,100", "100,1000", "1,1", "5,1", "13,12"})
    void everyEpochHoldsEveryExampleOnce(int size, int batch) {
        try (Batches batches = Batches.shuffled(new Counting(size), batch, DataType.FLOAT, 3)) {
            for (int number = 0; number < 3; number++) {
                List<Integer> order = epoch(batches, number);
                assertThat(order).hasSize(size).doesNotHaveDuplicates();
                assertThat(order).allMatch(index -> index >= 0 && index < size);
            }
        }
    }

    @Test
    void theOrderFollowsFromSeedAndEpoch() {
        List<List<Integer>> first = new ArrayList<>();
        try (Batches batches = Batches.shuffled(new Counting(50), 8, DataType.FLOAT, 11)) {
            for (int number = 0; number < 3; number++) {
                first.add(epoch(batches, number));
            }
        }
        try (Batches again = Batches.shuffled(new Counting(50), 8, DataType.FLOAT, 11);
                Batches other = Batches.shuffled(new Counting(50), 8, DataType.FLOAT, 12)) {
            // Whatever came before: an epoch can be started afresh, as a resumed training does.
            assertThat(epoch(again, 2)).isEqualTo(first.get(2));
            assertThat(epoch(again, 0)).isEqualTo(first.get(0));
            assertThat(epoch(other, 0)).isNotEqualTo(first.get(0));
        }
        assertThat(Set.copyOf(first)).hasSize(3);
    }

    @Test
    void anEpochCanBeLeftInTheMiddle() {
        try (Batches batches = Batches.inOrder(new Counting(1000), 4, DataType.FLOAT)) {
            for (int i = 0; i < 200; i++) {
                batches.start(i);
                for (int j = 0; j < i % 5; j++) {
                    assertThat(batches.next()).isNotNull();
                }
            }
            assertThat(epoch(batches, 0)).hasSize(1000).isSorted();
        }
    }

    @Test
    void aBatchStaysAsItIsUntilTheNextIsAskedFor() throws InterruptedException {
        try (Batches batches = Batches.inOrder(new Counting(1000), 10, DataType.FLOAT)) {
            batches.start(0);
            for (int i = 0; i < 20; i++) {
                Batch batch = Objects.requireNonNull(batches.next());
                // Time for the thread in the background to fill all that it may.
                Thread.sleep(2);
                assertThat(batch.inputs().getDouble(0, 0)).isEqualTo(10.0 * i);
                assertThat(batch.inputs().getDouble(9, 2)).isEqualTo(10.0 * i + 9.5);
            }
        }
    }

    @Test
    void takesItsMemoryOnce() {
        try (Batches batches = Batches.inOrder(new Counting(100), 9, DataType.FLOAT)) {
            Set<Long> addresses = new HashSet<>();
            for (int number = 0; number < 5; number++) {
                batches.start(number);
                for (Batch batch = batches.next(); batch != null; batch = batches.next()) {
                    addresses.add(batch.inputs().data().address());
                }
            }
            assertThat(addresses).hasSizeBetween(1, 3);
        }
    }

    @Test
    void aFailureReachesTheCaller() {
        Dataset failing = new Counting(100) {
            @Override
            public int label(int index) {
                if (index == 42) {
                    throw new NetworkException("example 42 is missing");
                }
                return super.label(index);
            }
        };
        try (Batches batches = Batches.inOrder(failing, 10, DataType.FLOAT)) {
            batches.start(0);
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 10; i++) {
                            batches.next();
                        }
                    })
                    .isInstanceOf(NetworkException.class)
                    .hasMessage("example 42 is missing");
        }
    }

    @Test
    void anErrorReachesTheCallerToo() {
        Dataset failing = new Counting(100) {
            @Override
            public void copy(int index, float[] into, int offset) {
                throw new OutOfMemoryError("made up");
            }
        };
        try (Batches batches = Batches.inOrder(failing, 10, DataType.FLOAT)) {
            batches.start(0);
            assertThatThrownBy(batches::next)
                    .isInstanceOf(NetworkException.class)
                    .hasMessageContaining("made up");
        }
    }

    @Test
    void closingStopsTheThread() {
        Batches batches = Batches.inOrder(new Counting(1000), 10, DataType.FLOAT);
        batches.start(0);
        batches.next();
        batches.close();
        batches.close();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("netloom-batches"));
        assertThatThrownBy(batches::next).isInstanceOf(ClosedException.class);
        assertThatThrownBy(() -> batches.start(1)).isInstanceOf(ClosedException.class);
    }

    /** The same examples as {@link Counting}, made by several threads, of which some take longer than others. */
    private static class Working extends Counting {
        private final int threads;
        final Set<Thread> makers = ConcurrentHashMap.newKeySet();

        Working(int size, int threads) {
            super(size);
            this.threads = threads;
        }

        @Override
        public int threads() {
            return threads;
        }

        @Override
        public void copy(int index, float[] into, int offset) {
            makers.add(Thread.currentThread());
            if (index % 3 == 0) {
                LockSupport.parkNanos(20_000);
            }
            super.copy(index, into, offset);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 16})
    void severalThreadsMakeTheSameBatches(int threads) {
        Working data = new Working(203, threads);
        try (Batches one = Batches.shuffled(new Counting(203), 10, DataType.FLOAT, 5);
                Batches several = Batches.shuffled(data, 10, DataType.FLOAT, 5)) {
            for (int number = 0; number < 5; number++) {
                assertThat(epoch(several, number)).isEqualTo(epoch(one, number));
            }
        }
        assertThat(data.makers).hasSizeLessThanOrEqualTo(threads);
    }

    /** One thread would wait for ever: each example is made only once others are being made beside it. */
    @Test
    @Timeout(60)
    void asManyThreadsAsAskedForWorkAtOnce() {
        CyclicBarrier three = new CyclicBarrier(3);
        Dataset data = new Working(30, 3) {
            @Override
            public void copy(int index, float[] into, int offset) {
                try {
                    three.await();
                } catch (InterruptedException | BrokenBarrierException e) {
                    throw new IllegalStateException(e);
                }
                super.copy(index, into, offset);
            }
        };
        try (Batches batches = Batches.inOrder(data, 6, DataType.FLOAT)) {
            assertThat(epoch(batches, 0)).hasSize(30).isSorted();
        }
    }

    @Test
    void anEpochOfSeveralThreadsCanBeLeftInTheMiddle() {
        try (Batches batches = Batches.inOrder(new Working(300, 4), 7, DataType.DOUBLE)) {
            for (int i = 0; i < 200; i++) {
                batches.start(i);
                for (int j = 0; j < i % 5; j++) {
                    assertThat(Objects.requireNonNull(batches.next()).inputs().getDouble(0, 0))
                            .isEqualTo(7.0 * j);
                }
            }
            assertThat(epoch(batches, 0)).hasSize(300).isSorted();
        }
    }

    /** Each of ten examples fails; the first of them is the one that is heard of, behind all batches before it. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 16})
    void theFirstFailureIsTheSameForAnyNumberOfThreads(int threads) {
        for (int times = 0; times < 50; times++) {
            Dataset failing = new Working(100, threads) {
                @Override
                public void copy(int index, float[] into, int offset) {
                    if (index >= 42 && index < 52) {
                        throw new NetworkException("example " + index + " does not decode");
                    }
                    super.copy(index, into, offset);
                }
            };
            try (Batches batches = Batches.inOrder(failing, 10, DataType.FLOAT)) {
                batches.start(0);
                for (int i = 0; i < 4; i++) {
                    assertThat(Objects.requireNonNull(batches.next()).inputs().getDouble(9, 0))
                            .isEqualTo(10.0 * i + 9);
                }
                for (int again = 0; again < 2; again++) {
                    assertThatThrownBy(batches::next)
                            .isInstanceOf(NetworkException.class)
                            .hasMessage("example 42 does not decode");
                }
            }
        }
    }

    @Test
    void closingEndsAllThreadsInTheMiddleOfABatch() {
        Batches batches = Batches.inOrder(
                new Working(100_000, 4) {
                    @Override
                    public void copy(int index, float[] into, int offset) {
                        LockSupport.parkNanos(1_000_000);
                        super.copy(index, into, offset);
                    }
                },
                100_000,
                DataType.FLOAT);
        batches.start(0);
        // Nobody waits for the 25 seconds that the batch takes.
        assertTimeout(Duration.ofSeconds(10), batches::close);
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("netloom-batches"));
    }

    @Test
    @Timeout(60)
    void anInterruptEndsTheWaitAndNothingElse() {
        CountDownLatch late = new CountDownLatch(1);
        Dataset data = new Working(20, 2) {
            @Override
            public void copy(int index, float[] into, int offset) {
                try {
                    late.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                super.copy(index, into, offset);
            }
        };
        try (Batches batches = Batches.inOrder(data, 5, DataType.FLOAT)) {
            batches.start(0);
            Thread.currentThread().interrupt();
            assertThatThrownBy(batches::next)
                    .isInstanceOf(NetworkException.class)
                    .hasMessage("interrupted while waiting for data");
            assertThat(Thread.interrupted()).isTrue();
            late.countDown();
            assertThat(Objects.requireNonNull(batches.next()).inputs().getDouble(0, 0))
                    .isZero();
        }
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatThrownBy(() -> Batches.inOrder(new Counting(10), 0, DataType.FLOAT))
                .isInstanceOf(NetworkException.class)
                .hasMessage("a batch has at least 1 example, not 0");
        assertThatThrownBy(() -> Batches.inOrder(new Counting(0), 1, DataType.FLOAT))
                .isInstanceOf(NetworkException.class)
                .hasMessage("counting has no examples");
    }
}
