package org.netloom.runtime.train;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import nets.TinyNet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.runtime.data.Batches;
import org.netloom.runtime.data.Batches.Batch;
import org.netloom.runtime.data.DataSplit;
import org.netloom.runtime.data.Dataset;
import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.internal.nd4j.Nd4jEngine;
import org.netloom.runtime.loss.BinaryCrossEntropy;
import org.netloom.runtime.loss.CrossEntropy;
import org.netloom.runtime.loss.Huber;
import org.netloom.runtime.loss.Loss;
import org.netloom.runtime.loss.MeanAbsoluteError;
import org.netloom.runtime.loss.MeanSquaredError;
import org.netloom.runtime.loss.Poisson;
import org.netloom.runtime.optim.AdamConfig;

/** Training and evaluation where targets are numbers. */
class NumberTargetsTest {
    /** Images whose left, middle and right thirds are more or less bright; the brightness of each, 0 to 1, is a target. */
    private record Bright(int size, long seed) implements Dataset {
        @Override
        public String name() {
            return "bright";
        }

        @Override
        public List<Integer> shape() {
            return List.of(1, 8, 8);
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
        public void copyTargets(int index, double[] into, int offset) {
            SplittableRandom random = new SplittableRandom(seed * 1_000 + index);
            for (int k = 0; k < 3; k++) {
                into[offset + k] = random.nextDouble();
            }
        }

        @Override
        public void copy(int index, float[] into, int offset) {
            double[] levels = new double[3];
            copyTargets(index, levels, 0);
            for (int i = 0; i < 64; i++) {
                into[offset + i] = (float) levels[Math.min(2, i % 8 / 3)];
            }
        }

        @Override
        public int label(int index) {
            return -1;
        }
    }

    static Stream<Loss> losses() {
        return Stream.of(
                MeanSquaredError.of(), MeanAbsoluteError.of(), Huber.of(0.2), BinaryCrossEntropy.of(), Poisson.of());
    }

    @ParameterizedTest
    @MethodSource("losses")
    void learns(Loss loss) {
        DataSplit data = DataSplit.of(new Bright(300, 1), new Bright(70, 2));
        TrainConfig config = TrainConfig.builder()
                .loss(loss)
                .optimizer(AdamConfig.of(0.02))
                .batch(16)
                .epochs(6)
                .seed(3)
                .build();
        List<Evaluation> tests = new ArrayList<>();
        TrainListener listener = new TrainListener() {
            @Override
            public void epoch(Epoch epoch) {
                tests.add(epoch.validation());
                assertThat(epoch.train().main().name())
                        .isEqualTo(epoch.validation().main().name());
            }
        };
        try (Nd4jEngine engine = new Nd4jEngine(DataType.FLOAT);
                TinyNet net = new TinyNet(engine)) {
            net.initialize(config.init(), config.seed());
            TrainReport report =
                    new Trainer(net, config, data, TrainOptions.defaults().withListener(listener)).train();
            Evaluation last = requireNonNull(report.test());
            assertThat(last.loss()).isLessThan(tests.get(0).loss());
            if (loss.equals(BinaryCrossEntropy.of())) {
                assertThat(last.accuracy()).isGreaterThan(0.75);
            } else {
                assertThat(last.accuracy()).isNaN();
                // The brightness itself has a standard deviation of 0.29.
                assertThat(last.main().name()).isEqualTo("rmse");
                assertThat(last.main().value()).isLessThan(0.25);
                assertThat(requireNonNull(last.score("r2").orElse(null)).value())
                        .isGreaterThan(0.3);
            }
            // Batches of 7 are ragged in other places than those of 16.
            try (Evaluator evaluator = new Evaluator(net, 7)) {
                Evaluation again = evaluator.evaluate(data.test(), loss);
                assertThat(again.loss()).isCloseTo(last.loss(), within(1e-6));
                assertThat(again.main().value()).isCloseTo(last.main().value(), within(1e-6));
            }
            assertThatThrownBy(() -> new Trainer(
                            net, config.toBuilder().loss(CrossEntropy.of()).build(), data, TrainOptions.defaults()))
                    .isInstanceOf(NetworkException.class)
                    .hasMessageContaining("the loss cross_entropy takes classes; mse");
        }
    }

    @Test
    void refusesToGoByTheAccuracyOfNumbers() {
        DataSplit data = DataSplit.of(new Bright(20, 3), new Bright(20, 4));
        TrainConfig config = TrainConfig.builder().loss(MeanSquaredError.of()).build();
        String accuracy = "validation_accuracy";
        for (TrainConfig wrong : List.of(
                config.toBuilder().stop(Patience.of(2).withMonitor(accuracy)).build(),
                config.toBuilder().keep(KeepBest.of().withMonitor(accuracy)).build())) {
            try (Nd4jEngine engine = new Nd4jEngine(DataType.DOUBLE);
                    TinyNet net = new TinyNet(engine)) {
                assertThatThrownBy(() -> new Trainer(net, wrong, data, TrainOptions.defaults()))
                        .isInstanceOf(NetworkException.class)
                        .hasMessageEndingWith(": numbers have no accuracy to monitor; monitor=validation_loss can be");
            }
        }
    }

    /** Figures of all examples, computed here from what predict says, which are floats. */
    @Test
    void figuresAreThoseOfTheDefinitions() {
        Dataset data = new Bright(53, 5);
        try (Nd4jEngine engine = new Nd4jEngine(DataType.DOUBLE);
                TinyNet net = new TinyNet(engine);
                Evaluator evaluator = new Evaluator(net, 10)) {
            net.initialize(TrainConfig.builder().build().init(), 4);
            float[] outputs = evaluator.predict(data).logits();
            double squares = 0;
            double differences = 0;
            double[] target = new double[3];
            for (int i = 0; i < 53; i++) {
                data.copyTargets(i, target, 0);
                for (int k = 0; k < 3; k++) {
                    squares += Math.pow(outputs[3 * i + k] - target[k], 2) / 159;
                    differences += Math.abs(outputs[3 * i + k] - target[k]) / 159;
                }
            }
            Evaluation evaluation = evaluator.evaluate(data, MeanSquaredError.of());
            assertThat(evaluation.loss()).isCloseTo(squares, within(1e-6));
            assertThat(evaluation.main().value()).isCloseTo(Math.sqrt(squares), within(1e-6));
            assertThat(evaluator.evaluate(data, MeanAbsoluteError.of()).loss()).isCloseTo(differences, within(1e-6));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"FLOAT", "DOUBLE"})
    void batchesHaveTheNumbersOfTheirExamples(DataType type) {
        Bright data = new Bright(10, 3);
        try (Batches batches = Batches.shuffled(data, 4, type, 1)) {
            for (int epoch = 0; epoch < 2; epoch++) {
                batches.start(epoch);
                int seen = 0;
                for (Batch batch = batches.next(); batch != null; batch = batches.next()) {
                    assertThat(batch.hasNumbers()).isTrue();
                    assertThat(batch.targets().shape()).containsExactly(batch.size(), 3);
                    INDArray numbers = NdArray.of(batch.targets());
                    assertThat(numbers.dataType()).isEqualTo(type);
                    double[] row = new double[3];
                    for (int i = 0; i < batch.size(); i++) {
                        batch.copyTargets(i, row);
                        for (int k = 0; k < 3; k++) {
                            // The pixel of each third is its target.
                            double pixel = batch.inputs().getDouble(i, 0, 0, 3 * k);
                            assertThat(row[k]).isCloseTo(pixel, within(1e-7)).isEqualTo(numbers.getDouble(i, k));
                        }
                    }
                    seen += batch.size();
                }
                assertThat(seen).isEqualTo(10);
            }
        }
        try (Batches batches = Batches.inOrder(new Stripes("stripes", 4, 1), 4, type)) {
            batches.start(0);
            Batch batch = requireNonNull(batches.next());
            assertThat(batch.hasNumbers()).isFalse();
            assertThatThrownBy(batch::targets).isInstanceOf(IllegalStateException.class);
        }
    }

    /** Means by weights over a ragged last batch are those over all examples, and accuracy leaves the ignored out. */
    @Test
    void weightedMeansAreExactOverBatches() {
        Dataset data = new Stripes("stripes", 53, 5);
        Loss loss = CrossEntropy.of().withWeights(1, 5, 2).withIgnore(0);
        try (Nd4jEngine engine = new Nd4jEngine(DataType.DOUBLE);
                TinyNet net = new TinyNet(engine);
                Evaluator evaluator = new Evaluator(net, 10)) {
            net.initialize(TrainConfig.builder().build().init(), 4);
            Predictions predicted = evaluator.predict(data);
            double sum = 0;
            double weights = 0;
            int counted = 0;
            int right = 0;
            for (int i = 0; i < 53; i++) {
                double[] row = new double[3];
                for (int k = 0; k < 3; k++) {
                    row[k] = predicted.logits()[3 * i + k];
                }
                int label = data.label(i);
                double total = Math.exp(row[0]) + Math.exp(row[1]) + Math.exp(row[2]);
                if (label != 0) {
                    double weight = label == 1 ? 5 : 2;
                    sum -= weight * Math.log(Math.exp(row[label]) / total);
                    weights += weight;
                    counted++;
                    right += predicted.classes()[i] == label ? 1 : 0;
                }
            }
            Evaluation evaluation = evaluator.evaluate(data, loss);
            assertThat(evaluation.loss()).isCloseTo(sum / weights, within(1e-6));
            assertThat(evaluation.accuracy()).isEqualTo((double) right / counted);
            assertThat(evaluation.examples()).isEqualTo(53);
        }
    }
}
