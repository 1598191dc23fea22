package org.netloom.runtime.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.netloom.runtime.exception.NetworkException;

class SplitsTest {
    private static Splits splits(String query) {
        DataRequest request = DataRequest.of("d", List.of(), message -> {});
        return Splits.of(query.isEmpty() ? request : request.resolved("d", DataOptions.parse(query)));
    }

    private static Splits.Parts parts(String query, int size, @Nullable IntUnaryOperator classes) {
        return splits(query).parts(size, classes);
    }

    private static long of(List<Integer> part, IntUnaryOperator classes, int label) {
        return part.stream()
                .filter(example -> classes.applyAsInt(example) == label)
                .count();
    }

    @Test
    void partsShareNothingAndLeaveNothingOut() {
        SplittableRandom random = new SplittableRandom(1);
        for (int round = 0; round < 200; round++) {
            int size = 3 + random.nextInt(200);
            int[] labels = random.ints(size, 0, 1 + random.nextInt(9)).toArray();
            String query = "test=%s&validation=%s&split_seed=%s"
                    .formatted(0.01 + random.nextDouble() * 0.48, 0.01 + random.nextDouble() * 0.48, random.nextInt());
            Splits.Parts parts = parts(query, size, i -> labels[i]);
            List<Integer> all = new ArrayList<>(parts.train());
            all.addAll(parts.validation());
            all.addAll(parts.test());
            assertThat(all).as(query).hasSize(size).doesNotHaveDuplicates();
            assertThat(parts.test()).isNotEmpty().isSorted();
            assertThat(parts(query, size, i -> labels[i])).isEqualTo(parts);
            // Otherwise each example has a class of its own, and any of them may be taken.
            boolean some = IntStream.of(labels).distinct().count() < size;
            for (int label = 0; some && label < 9; label++) {
                long there = of(IntStream.range(0, size).boxed().toList(), i -> labels[i], label);
                long tested = of(parts.test(), i -> labels[i], label);
                if (there >= 2) {
                    assertThat(tested).as(query).isBetween(1L, there - 1);
                } else {
                    assertThat(tested).isZero();
                }
            }
        }
    }

    @Test
    void eachClassHasItsShareByLargestRemainders() {
        // 50, 30 and 13 examples: a fifth is 10, 6 and 2.6; of all 93 it is 18.6, so that the last class has the 19th.
        IntUnaryOperator classes = i -> i < 50 ? 0 : i < 80 ? 1 : 2;
        Splits.Parts parts = parts("test=0.2&validation=0.1", 93, classes);
        assertThat(IntStream.range(0, 3).mapToLong(k -> of(parts.test(), classes, k)))
                .containsExactly(10L, 6L, 3L);
        assertThat(parts.validation()).hasSize(9);
        assertThat(IntStream.range(0, 3).mapToLong(k -> of(parts.validation(), classes, k)))
                .containsExactly(5L, 3L, 1L);
    }

    @Test
    void anotherSeedDrawsOthers() {
        Set<List<Integer>> drawn = new HashSet<>();
        for (int seed = 0; seed < 20; seed++) {
            drawn.add(parts("test=0.1&split_seed=" + seed, 100, i -> i % 2).test());
        }
        assertThat(drawn).hasSize(20);
        assertThat(parts("test=0.1", 100, i -> i % 2)).isEqualTo(parts("test=0.1&split_seed=0", 100, i -> i % 2));
    }

    @Test
    void withoutOptionsATenthIsHeldOutAsEver() {
        Dataset all = new ByteImages("d", List.of(1), new byte[50], Labels.of(new byte[50]));
        DataSplit split = splits("").split(all);
        Splits.Parts parts = splits("").parts(50, null);
        assertThat(parts.test()).hasSize(5);
        assertThat(split.test().size()).isEqualTo(5);
        assertThat(split.heldOut()).isTrue();
        assertThat(split.validation()).isNull();
        // The same as before there were options, drawn by Order.
        int[] order = Order.ascending(50);
        Order.shuffle(order, 0, 0);
        assertThat(parts.test())
                .containsExactlyElementsOf(
                        IntStream.of(order).limit(5).sorted().boxed().toList());
        // A validation part leaves the test part alone.
        assertThat(splits("validation=0.2").parts(50, null).test()).isEqualTo(parts.test());
        assertThat(splits("validation=0.2").parts(50, null).validation()).hasSize(10);
    }

    @Test
    void examplesThatAreAllOfOtherClassesAreDrawnNevertheless() {
        assertThat(parts("test=0.3", 10, i -> i).test()).hasSize(3);
    }

    @Test
    void dataWithATestPartKeepIt() {
        DataSplit glyphs = Datasets.open("glyphs?validation=0.25&split_seed=3");
        assertThat(glyphs.description())
                .isEqualTo(
                        "glyphs: 15,360 training, 5,120 validation and 4,096 test examples of 1x28x28 in 10 classes");
        assertThat(glyphs.heldOut()).isFalse();
        assertThatThrownBy(() -> splits("test=0.1").trainingParts(9, null))
                .isInstanceOf(NetworkException.class)
                .hasMessage("d has a test part of its own; leave out test=0.1");
    }

    @Test
    void tooFewExamplesAreRefused() {
        assertThatThrownBy(() -> parts("test=0.1", 1, null))
                .isInstanceOf(NetworkException.class)
                .hasMessage("d holds 1 example, too few to train on some and test on others");
        assertThatThrownBy(() -> parts("validation=0.1", 2, null))
                .isInstanceOf(NetworkException.class)
                .hasMessage("d holds 2 examples, too few to train on some, validate on some and test on others");
        assertThatThrownBy(() -> splits("test=0.5&validation=0.5"))
                .isInstanceOf(NetworkException.class)
                .hasMessage("test=0.5 and validation=0.5 leave no examples to train on");
    }
}
