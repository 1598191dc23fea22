package org.netloom.runtime.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import nets.TinyNet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.netloom.runtime.data.Dataset;
import org.netloom.runtime.internal.nd4j.Nd4jEngine;
import org.netloom.runtime.loss.BinaryCrossEntropy;
import org.netloom.runtime.loss.CrossEntropy;
import org.netloom.runtime.loss.Hinge;
import org.netloom.runtime.loss.Huber;
import org.netloom.runtime.loss.KlDivergence;
import org.netloom.runtime.loss.Loss;
import org.netloom.runtime.loss.MeanSquaredError;
import org.netloom.runtime.loss.Poisson;
import org.netloom.runtime.metric.Score;
import org.netloom.runtime.predict.Mistake;
import org.netloom.runtime.predict.WorstMistakes;

/** What an evaluation shows row by row, and that figures of the whole do not depend on batches. */
class RowListenersTest {
    private static final int SIZE = 53;

    /** The images of stripes with three numbers a target, which add up to 1, in a source's units of tenths from 100 on. */
    private record Scaled(Dataset images) implements Dataset {
        @Override
        public String name() {
            return "scaled";
        }

        @Override
        public int size() {
            return images.size();
        }

        @Override
        public List<Integer> shape() {
            return images.shape();
        }

        @Override
        public int classes() {
            return 0;
        }

        @Override
        public int targets() {
            return 3;
        }

        @Override
        public List<String> targetNames() {
            return List.of("red", "green", "blue");
        }

        @Override
        public double unscaled(int target, double value) {
            return 100 + 10 * value + target;
        }

        @Override
        public void copyTargets(int index, double[] into, int offset) {
            SplittableRandom random = new SplittableRandom(index);
            double first = random.nextDouble();
            double second = random.nextDouble() * (1 - first);
            into[offset] = first;
            into[offset + 1] = second;
            into[offset + 2] = 1 - first - second;
        }

        @Override
        public void copy(int index, float[] into, int offset) {
            images.copy(index, into, offset);
        }

        @Override
        public int label(int index) {
            return -1;
        }
    }

    /** A loss of somebody else's: an output is the root of the number that it stands for. */
    private static final class OfRoots implements Loss {
        @Override
        public String name() {
            return "roots";
        }

        @Override
        public Set<Target> targets() {
            return Set.of(Target.NUMBERS);
        }

        @Override
        public Says says(Target target) {
            return Says.NUMBERS;
        }

        @Override
        public double number(double output) {
            return output * output;
        }

        @Override
        public double ofClass(double[] y, int label, double @Nullable [] dy) {
            throw new IllegalStateException("classes");
        }

        @Override
        public double ofNumbers(double[] y, double[] targets, double @Nullable [] dy) {
            double sum = 0;
            for (int k = 0; k < y.length; k++) {
                double difference = y[k] * y[k] - targets[k];
                sum += difference * difference;
                if (dy != null) {
                    dy[k] = 4 * y[k] * difference;
                }
            }
            return sum;
        }
    }

    private final Nd4jEngine engine = new Nd4jEngine(DataType.DOUBLE);
    private final TinyNet net = new TinyNet(engine);
    private final Dataset stripes = new Stripes("stripes", SIZE, 5);
    private final Dataset scaled = new Scaled(stripes);

    @BeforeEach
    void initialize() {
        net.initialize(TrainConfig.builder().build().init(), 4);
    }

    @AfterEach
    void close() {
        net.close();
        engine.close();
    }

    /** What an output stands for, and only then the units of the source: 100 + 10 y², not (100 + 10 y)². */
    @Test
    void numbersOfALossComeBeforeTheUnitsOfTheSource() {
        Loss loss = new OfRoots();
        try (Evaluator evaluator = new Evaluator(net, 10)) {
            float[] outputs = evaluator.predict(scaled).logits();
            List<double[]> seen = new ArrayList<>();
            Evaluation evaluation = evaluator.evaluate(scaled, loss, List.of(new RowListener() {
                @Override
                public void ofClass(int example, int step, double[] y, int label, double ofRow) {
                    throw new AssertionError("a class");
                }

                @Override
                public void ofNumbers(int example, int step, double[] y, double[] targets, double ofRow) {
                    assertThat(example).isEqualTo(seen.size());
                    assertThat(step).isZero();
                    seen.add(y.clone());
                    double[] wanted = new double[3];
                    scaled.copyTargets(example, wanted, 0);
                    for (int k = 0; k < 3; k++) {
                        assertThat(targets[k]).isCloseTo(100 + 10 * wanted[k] + k, within(1e-12));
                    }
                }
            }));
            double squares = 0;
            double[] wanted = new double[3];
            for (int i = 0; i < SIZE; i++) {
                scaled.copyTargets(i, wanted, 0);
                for (int k = 0; k < 3; k++) {
                    double y = outputs[3 * i + k]; // a float's digits
                    assertThat(seen.get(i)[k]).isCloseTo(100 + 10 * y * y + k, within(1e-4));
                    squares += Math.pow(10 * (y * y - wanted[k]), 2) / (3 * SIZE);
                }
            }
            assertThat(evaluation.main().name()).isEqualTo("rmse");
            assertThat(evaluation.main().value()).isCloseTo(Math.sqrt(squares), within(1e-4));
        }
    }

    static Stream<Arguments> losses() {
        return Stream.of(
                Arguments.of(CrossEntropy.of(), true),
                Arguments.of(CrossEntropy.of().withIgnore(1).withWeights(1, 2, 3), true),
                Arguments.of(Hinge.of(), true),
                Arguments.of(MeanSquaredError.of(), true),
                Arguments.of(MeanSquaredError.of(), false),
                Arguments.of(BinaryCrossEntropy.of(), false),
                Arguments.of(Huber.of(0.5), false),
                Arguments.of(KlDivergence.of(), false),
                Arguments.of(Poisson.of(), false));
    }

    /** Every metric that suits: 53 examples at once, and in batches of 7, of which the last has 4. */
    @ParameterizedTest
    @MethodSource("losses")
    void figuresDoNotDependOnBatches(Loss loss, boolean classes) {
        Dataset data = classes ? stripes : scaled;
        try (Evaluator whole = new Evaluator(net, SIZE);
                Evaluator ragged = new Evaluator(net, 7)) {
            Evaluation one = whole.evaluate(data, loss);
            Evaluation many = ragged.evaluate(data, loss);
            assertThat(many.loss()).isCloseTo(one.loss(), within(1e-12));
            assertThat(many.examples()).isEqualTo(SIZE);
            assertThat(many.scores()).hasSameSizeAs(one.scores()).hasSizeGreaterThan(2);
            for (int m = 0; m < one.scores().size(); m++) {
                Score expected = one.scores().get(m);
                Score actual = many.scores().get(m);
                assertThat(actual.name()).isEqualTo(expected.name());
                // Doubles of another batch differ by rounding, some 1e-15 of outputs about 1.
                assertThat(actual.value()).as(actual.name()).isCloseTo(expected.value(), within(1e-10));
                assertThat(actual.parts()).hasSameSizeAs(expected.parts());
                for (int k = 0; k < expected.parts().size(); k++) {
                    assertThat(actual.parts().get(k)).isCloseTo(expected.parts().get(k), within(1e-10));
                }
            }
        }
    }

    @Test
    void keepsThoseWithTheGreatestLoss() {
        Loss loss = CrossEntropy.of().withIgnore(2);
        List<Double> losses = new ArrayList<>();
        List<Integer> examples = new ArrayList<>();
        RowListener all = new RowListener() {
            @Override
            public void ofClass(int example, int step, double[] y, int label, double ofRow) {
                assertThat(label).isEqualTo(stripes.label(example)).isNotEqualTo(2);
                assertThat(ofRow).isEqualTo(loss.ofClass(y, label, null));
                losses.add(ofRow);
                examples.add(example);
            }

            @Override
            public void ofNumbers(int example, int step, double[] y, double[] targets, double ofRow) {
                throw new AssertionError("numbers");
            }
        };
        WorstMistakes worst = new WorstMistakes(stripes, loss, 5);
        WorstMistakes more = new WorstMistakes(stripes, loss, 1000);
        try (Evaluator evaluator = new Evaluator(net, 7)) {
            evaluator.evaluate(stripes, loss, List.of(all, worst, more));
        }
        List<Integer> order = IntStream.range(0, losses.size())
                .boxed()
                .sorted(Comparator.comparing(losses::get).reversed())
                .map(examples::get)
                .toList();
        assertThat(worst.list()).extracting(Mistake::index).isEqualTo(order.subList(0, 5));
        assertThat(more.list()).extracting(Mistake::index).isEqualTo(order);
        Mistake first = worst.list().get(0);
        assertThat(first.answer().example()).isEqualTo("example " + first.index());
        assertThat(first.truth())
                .singleElement()
                .satisfies(value -> assertThat(value.name()).isEqualTo(String.valueOf(stripes.label(first.index()))));
        double ofTruth = first.answer().values().stream()
                .filter(value -> value.name().equals(first.truth().get(0).name()))
                .findFirst()
                .orElseThrow()
                .value();
        assertThat(-Math.log(ofTruth)).isCloseTo(first.loss(), within(1e-9));
        assertThatThrownBy(() -> new WorstMistakes(stripes, loss, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void mistakesOfNumbersAndLabelsHaveTheirNames() {
        WorstMistakes numbers = new WorstMistakes(scaled, MeanSquaredError.of(), 2);
        WorstMistakes labels = new WorstMistakes(scaled, BinaryCrossEntropy.of(), 2);
        try (Evaluator evaluator = new Evaluator(net, 20)) {
            evaluator.evaluate(scaled, MeanSquaredError.of(), List.of(numbers));
            evaluator.evaluate(scaled, BinaryCrossEntropy.of(), List.of(labels));
        }
        Mistake first = numbers.list().get(0);
        assertThat(first.truth()).extracting(value -> value.name()).containsExactly("red", "green", "blue");
        double squares = 0;
        for (int k = 0; k < 3; k++) {
            squares += Math.pow(
                            (first.truth().get(k).value()
                                            - first.answer().values().get(k).value())
                                    / 10,
                            2)
                    / 3;
        }
        assertThat(squares).isCloseTo(first.loss(), within(1e-9));
        double[] target = new double[3];
        Mistake label = labels.list().get(0);
        scaled.copyTargets(label.index(), target, 0);
        List<String> yes = IntStream.range(0, 3)
                .filter(k -> target[k] >= 0.5)
                .mapToObj(scaled.targetNames()::get)
                .toList();
        assertThat(label.truth()).extracting(value -> value.name()).isEqualTo(yes);
        assertThat(label.answer().probabilities()).isTrue();
    }
}
