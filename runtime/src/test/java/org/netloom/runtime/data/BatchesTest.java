package org.netloom.runtime.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
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
                .noneMatch(thread -> thread.getName().equals("netloom-batches"));
        assertThatThrownBy(batches::next).isInstanceOf(ClosedException.class);
        assertThatThrownBy(() -> batches.start(1)).isInstanceOf(ClosedException.class);
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
