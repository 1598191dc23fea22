package org.netloom.testkit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.netloom.compiler.Compilation;
import org.netloom.op.Tensor;
import org.netloom.runtime.InferencePass;
import org.netloom.runtime.Network;
import org.netloom.runtime.TrainingPass;
import org.netloom.runtime.data.DataSplit;
import org.netloom.runtime.data.Dataset;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.internal.nd4j.Nd4jEngine;
import org.netloom.runtime.statistics.MovingStatistics;
import org.netloom.runtime.train.Recalibration;
import org.netloom.runtime.train.TrainConfig;
import org.netloom.runtime.train.TrainOptions;
import org.netloom.runtime.train.Trainer;

/** What a generated class does with each kind of batch normalization: gradients, moving statistics, recalibration. */
class BatchNormModesTest {
    private static final int EXAMPLES = 37;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "input(2,5,4) conv(3,2) bn(ghost=2) relu flatten dense(4) bn(ghost=3) dense(3)",
                "input(2,5,4) conv(3,2) bn(frozen=true) tanh flatten dense(4) bn(frozen=true) dense(3)",
                "input(2,5,4) conv(3,2) bn(scale=false) tanh flatten dense(4) bn(scale=false, center=false) dense(3)",
                "input(2,5,4) conv(3,2) bn(center=false, stats=cumulative) tanh flatten dense(3)",
                "input(2,5,4) conv(3,2) bn(frozen=true, scale=false, center=false) tanh flatten dense(3)",
            })
    void gradientsAreThoseOfFiniteDifferences(String body) {
        try (Engine engine = new Nd4jEngine(DataType.DOUBLE);
                Network network = Compiled.make(Compiled.body(body), engine)) {
            SplittableRandom random = new SplittableRandom(20_261);
            INDArray x = Gradients.uniform(engine, random, Gradients.withBatch(6, network.inputShape()));
            moveStatistics(network, random);
            assertThat(Gradients.relativeErrors(network, x, random))
                    .isNotEmpty()
                    .allSatisfy((weight, error) -> assertThat(error).isLessThan(Gradients.TOLERANCE));
        }
    }

    /** Away from 0 and 1, where they begin. */
    private static void moveStatistics(Network network, SplittableRandom random) {
        for (MovingStatistics statistics : network.movingStatistics().values()) {
            for (long c = 0; c < statistics.mean().values().length(); c++) {
                statistics.mean().values().putScalar(c, random.nextDouble(-0.5, 0.5));
                statistics.variance().values().putScalar(c, random.nextDouble(0.5, 2));
            }
        }
        network.parametersChanged();
    }

    @Test
    void frozenTrainsTheRestAndKeepsItsStatistics() {
        try (Engine engine = new Nd4jEngine(DataType.DOUBLE);
                Network network = Compiled.make(
                        Compiled.body("input(2,5,4) conv(3,2) bn(frozen=true) tanh flatten dense(3)"), engine);
                TrainingPass training = network.training();
                InferencePass inference = network.inference()) {
            SplittableRandom random = new SplittableRandom(6);
            moveStatistics(network, random);
            double[] mean = statistics(network, "bn1").mean().values().toDoubleVector();
            INDArray x = Gradients.uniform(engine, random, Gradients.withBatch(4, network.inputShape()));
            INDArray predicted = inference.predict(x);
            // One example is enough, for no statistics are taken of it.
            Tensor y = training.forward(x.get(NDArrayIndex.interval(2, 3)));
            INDArray trained = engine.zeros(1, 3).values();
            engine.read(y, trained);
            assertThat(trained.distance2(predicted.getRow(2, true))).isLessThan(1e-12);
            assertThat(statistics(network, "bn1").mean().values().toDoubleVector())
                    .containsExactly(mean);
            assertThat(training.gradients())
                    .extracting(gradient -> gradient.parameter().name())
                    .contains("bn1.weight", "bn1.bias");
        }
    }

    /** In inference a population is normalized as training normalizes it, where all of it is one batch. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "input(2,5,4) conv(3,2) bn relu conv(4,2) bn sigmoid flatten dense(6) bn relu dense(3)  # 10",
                "input(2,5,4) add { conv(3,2) bn | conv(3,2) bn } relu conv(4,2) bn(stats=kalman) flatten dense(3) # 5",
                "input(6) dense(5) bn(stats=cumulative, variance=biased) dense(4) bn(stats=pytorch, variance=biased) dense(3)"
                        + " # 37",
            })
    void recalibratedStatisticsAreExact(String body, int batch) {
        try (Engine engine = new Nd4jEngine(DataType.DOUBLE);
                Network network = Compiled.make(Compiled.body(body), engine);
                TrainingPass training = network.training();
                InferencePass inference = network.inference()) {
            Dataset data = new Rows(network.inputShape(), EXAMPLES);
            INDArray all = all(engine, data);
            INDArray before = inference.predict(all);
            try (Recalibration recalibration = new Recalibration(network, data, EXAMPLES, batch, 3)) {
                recalibration.run();
            }
            INDArray predicted = inference.predict(all);
            INDArray trained = engine.zeros(predicted.shape()).values();
            engine.read(training.forward(all), trained);
            assertThat(predicted.distance2(before)).isGreaterThan(0.1);
            // Pixels are floats; all sums after them are in double.
            assertThat(predicted.distance2(trained)).isLessThan(1e-10);
        }
    }

    @Test
    void recalibrationLeavesFrozenStatisticsAlone() {
        try (Engine engine = new Nd4jEngine(DataType.DOUBLE);
                Network network = Compiled.make(
                        Compiled.body("input(6) dense(5) bn(frozen=true) relu dense(4) bn dense(3)"), engine);
                Recalibration recalibration =
                        new Recalibration(network, new Rows(network.inputShape(), EXAMPLES), EXAMPLES, 8, 3)) {
            recalibration.run();
            assertThat(statistics(network, "bn1").variance().values().toDoubleVector())
                    .containsOnly(1);
            assertThat(statistics(network, "bn2").variance().values().toDoubleVector())
                    .doesNotContain(1);
        }
    }

    /** As training refuses a batch that leaves one value for each channel. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "input(6) dense(5) bn relu dense(3)                          # bn1",
                "input(2,5,4) conv(3,2) bn relu flatten dense(4) bn dense(3) # bn2",
                "input(2,4,4) conv(3,4) bn flatten dense(3)                  # bn1",
                "input(2,5,4) conv(3,2) bn(ghost=4) flatten dense(3)         # ''",
                "input(6) dense(5) bn(frozen=true) dense(3) add { id | dense(3) } # ''",
            })
    void oneExampleIsTooFewForTheStatisticsOfVectors(String body, String refused) {
        try (Engine engine = new Nd4jEngine(DataType.DOUBLE);
                Network network = Compiled.make(Compiled.body(body), engine)) {
            Dataset data = new Rows(network.inputShape(), EXAMPLES);
            double[] before = requireNonNull(network.movingStatistics().get("bn1"))
                    .variance()
                    .values()
                    .toDoubleVector();
            if (refused.isEmpty()) {
                new Recalibration(network, data, 1, 8, 3).close();
            } else {
                assertThatThrownBy(() -> new Recalibration(network, data, 1, 8, 3))
                        .isInstanceOf(NetworkException.class)
                        .hasMessage(
                                "the statistics of " + refused + " cannot be estimated from 1 example, which has one"
                                        + " value for each channel and so no variance: take at least 2 examples");
                new Recalibration(network, data, 2, 1, 3).close();
            }
            assertThat(requireNonNull(network.movingStatistics().get("bn1"))
                            .variance()
                            .values()
                            .toDoubleVector())
                    .containsExactly(before);
        }
    }

    @Test
    void whatHasNoBatchNormalizationCannotBeRecalibrated() {
        try (Engine engine = new Nd4jEngine(DataType.FLOAT);
                Network network = Compiled.make(Compiled.body("input(6) dense(3)"), engine)) {
            assertThatThrownBy(() -> new Recalibration(network, new Rows(network.inputShape(), EXAMPLES), 5, 5, 3))
                    .isInstanceOf(NetworkException.class)
                    .hasMessage("Test has no batch normalization whose statistics could be estimated");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "bn                                     # Estimator.projected(0.9).through(DENSE1, dense1.weight(), dense1.bias(), 6)",
                "bn(decay=0.99)                         # Estimator.projected(0.99).through(DENSE1, dense1.weight(), dense1.bias(), 6)",
                "relu bn                                # Estimator.projected(0.9)",
                "bn(stats=ema)                          # Estimator.ema(0.9)",
                "bn(stats=ema(0.95), variance=unbiased) # Estimator.ema(0.95).unbiased()",
                "bn(stats=pytorch)                      # Estimator.ema(0.9).unbiased()",
                "bn(stats=pytorch(0.25), variance=biased) # Estimator.ema(0.75)",
                "bn(stats=cumulative)                   # Estimator.cumulative()",
                "bn(stats=kalman(smoothing=0.8))        # Estimator.kalman(0.8)",
                "bn(stats=kalman(process_noise=0))      # Estimator.kalmanWithNoise(0.0)",
                "bn(frozen=true, stats=kalman)          # Estimator.frozen()",
            })
    void choosesTheEstimator(String bn, String expected) {
        Compilation compilation = Compiled.body("input(6) dense(5) %s dense(3)".formatted(bn));
        assertThat(compilation.classes().get(0).source().replaceAll("\\s", ""))
                .contains("movingStatistics(\"bn1\", 5, %s)".formatted(expected).replace(" ", ""));
    }

    @Test
    void theTrainSectionChoosesForThoseThatSayNothing() {
        String source = Compiled.compile("""
                        net A { input(6) dense(5) bn dense(4) bn(decay=0.5) dense(4) bn(stats=cumulative) dense(3) }
                        train A { stats kalman }
                        """).classes().get(0).source();
        assertThat(source)
                .contains("5, Estimator.kalman(0.9)")
                .contains("Estimator.projected(0.5)")
                .contains("cumulative()");
    }

    /** 37 examples in batches of 12 or 6 leave one. */
    @ParameterizedTest
    @CsvSource({"12, 0", "6, 0", "5, 2"})
    void aLastBatchWithoutVarianceIsRefusedBeforeTheFirstStep(int batch, int ghost) {
        String body = String.format(Locale.ROOT, "input(6) dense(5) bn(ghost=%d) relu dense(3)", ghost == 0 ? 0 : 2);
        try (Engine engine = new Nd4jEngine(DataType.FLOAT);
                Network network = Compiled.make(Compiled.body(body), engine)) {
            Dataset data = new Rows(network.inputShape(), EXAMPLES);
            TrainConfig config = TrainConfig.builder()
                    .batch(batch)
                    .epochs(1)
                    .learningRate(0.01)
                    .build();
            Trainer trainer = new Trainer(network, config, DataSplit.of(data, data), TrainOptions.defaults());
            if (ghost == 0) {
                assertThatThrownBy(trainer::train)
                        .isInstanceOf(NetworkException.class)
                        .hasMessage(String.format(
                                Locale.ROOT,
                                "bn1 (test.net:1:30) cannot normalize the last batch of an epoch: 37 examples in batches of %d leave 1, and one value for each channel has no variance; a batch of %d leaves %d",
                                batch,
                                batch + 1,
                                37 % (batch + 1)));
            } else {
                // Parts have two examples or three, the last batch of two is one.
                assertThat(trainer.train().steps()).isEqualTo(8);
            }
        }
    }

    private static MovingStatistics statistics(Network network, String layer) {
        return java.util.Objects.requireNonNull(network.movingStatistics().get(layer));
    }

    private static INDArray all(Engine engine, Dataset data) {
        long[] shape = Gradients.withBatch(EXAMPLES, data.shape());
        INDArray all = engine.zeros(shape).values();
        int length = (int) (all.length() / EXAMPLES);
        float[] example = new float[length];
        for (int i = 0; i < EXAMPLES; i++) {
            data.copy(i, example, 0);
            for (int j = 0; j < length; j++) {
                all.putScalar((long) i * length + j, example[j]);
            }
        }
        return all;
    }
}
