package org.netloom.testkit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.netloom.compiler.Compilation;
import org.netloom.runtime.Network;
import org.netloom.runtime.checkpoint.Checkpoint;
import org.netloom.runtime.data.DataSplit;
import org.netloom.runtime.data.Datasets;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.Engines;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.init.Initializer;
import org.netloom.runtime.loss.CrossEntropy;
import org.netloom.runtime.optim.SgdConfig;
import org.netloom.runtime.parameter.Parameter;
import org.netloom.runtime.train.AverageEma;
import org.netloom.runtime.train.AverageSwa;
import org.netloom.runtime.train.Averaging;
import org.netloom.runtime.train.Evaluation;
import org.netloom.runtime.train.Evaluator;
import org.netloom.runtime.train.Recalibration;
import org.netloom.runtime.train.TrainConfig;
import org.netloom.runtime.train.TrainListener;
import org.netloom.runtime.train.TrainOptions;
import org.netloom.runtime.train.TrainReport;
import org.netloom.runtime.train.Trainer;

/** What is measured and kept of a training with an average, beside formulas of PyTorch's in double. */
class AverageTest {
    private static final Compilation NET =
            Compiled.body("input(1,28,28) conv(3,5,stride=3) bn relu maxpool(2) flatten dense(8) bn tanh dense(10)");
    private static final DataSplit DATA = DataSplit.of(
            Datasets.sample(Datasets.open("glyphs").train(), 96, 1),
            Datasets.sample(Datasets.open("glyphs").test(), 40, 1));
    private static final int PER_EPOCH = 6;
    private static final int EPOCHS = 3;
    private static final int RECALIBRATED = 64;
    /** Both are of some twenty steps, each of which rounds what is about 1 in the 16th digit. */
    private static final double TOLERANCE = 1e-13;

    @TempDir
    private Path directory;

    private static TrainConfig.Builder config() {
        return TrainConfig.builder()
                .optimizer(SgdConfig.of(0.3).withMomentum(0.9))
                .batch(16)
                .epochs(EPOCHS)
                .recalibrate(RECALIBRATED)
                .seed(5);
    }

    private static Network net(Engine engine) {
        Network network = Compiled.make(NET, engine);
        network.initialize(Initializer.XAVIER_UNIFORM, 5);
        return network;
    }

    private static Engine engine(DataType type) {
        return Engines.create("nd4j", type, 1);
    }

    private static Map<String, double[]> trained(Network network) {
        Map<String, double[]> values = new LinkedHashMap<>();
        for (Parameter parameter : network.parameters()) {
            if (parameter.role().trained()) {
                values.put(parameter.name(), parameter.value().dup().data().asDouble());
            }
        }
        return values;
    }

    /** The trained parameters behind each step, and last of all those that the network has in the end. */
    private static List<Map<String, double[]>> steps(TrainConfig config) {
        List<Map<String, double[]>> all = new ArrayList<>();
        try (Engine engine = engine(DataType.DOUBLE);
                Network network = net(engine)) {
            TrainListener listener = new TrainListener() {
                @Override
                public void step(Step step) {
                    all.add(trained(network));
                }
            };
            new Trainer(network, config, DATA, TrainOptions.defaults().withListener(listener)).train();
            all.add(trained(network));
        }
        return all;
    }

    /** With an average and without, behind each step. */
    private static void requireSameSteps(Averaging average) {
        List<Map<String, double[]>> with = steps(config().average(average).build());
        List<Map<String, double[]>> without = steps(config().build());
        assertThat(with).hasSize(PER_EPOCH * EPOCHS + 1);
        for (int step = 0; step < PER_EPOCH * EPOCHS; step++) {
            Map<String, double[]> here = with.get(step);
            without.get(step)
                    .forEach((name, values) -> assertThat(here.get(name)).containsExactly(values));
        }
        assertThat(with.get(with.size() - 1)).isNotEqualTo(with.get(with.size() - 2));
    }

    @Test
    void trainsToTheBitAsWithoutAnAverage() {
        requireSameSteps(AverageEma.of(0.9));
        requireSameSteps(AverageSwa.of(0.3));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void emaIsTheFormula(boolean warmup) {
        double decay = 0.8;
        List<Map<String, double[]>> steps =
                steps(config().average(AverageEma.of(decay).withWarmup(warmup)).build());
        steps.get(steps.size() - 1).forEach((name, averaged) -> {
            double[] expected = requireNonNull(steps.get(0).get(name)).clone();
            for (int t = 1; t < PER_EPOCH * EPOCHS; t++) {
                double d = warmup ? Math.min(decay, (1.0 + t) / (10 + t)) : decay;
                for (int i = 0; i < expected.length; i++) {
                    expected[i] = d * expected[i]
                            + (1 - d) * requireNonNull(steps.get(t).get(name))[i];
                }
            }
            assertThat(averaged).as(name).containsExactly(expected, within(TOLERANCE));
        });
    }

    @Test
    void swaIsTheMeanOfTheEndsOfEpochs() {
        // Of three epochs the last two end behind a half.
        List<Map<String, double[]>> steps =
                steps(config().average(AverageSwa.of(0.5)).build());
        steps.get(steps.size() - 1).forEach((name, averaged) -> {
            double[] second = requireNonNull(steps.get(2 * PER_EPOCH - 1).get(name));
            double[] third = requireNonNull(steps.get(3 * PER_EPOCH - 1).get(name));
            double[] expected = new double[averaged.length];
            for (int i = 0; i < expected.length; i++) {
                expected[i] = (second[i] + third[i]) / 2;
            }
            assertThat(averaged).as(name).containsExactly(expected, within(TOLERANCE));
        });
    }

    /** As a recalibration finds them that somebody begins by hand with the averaged weights. */
    @Test
    void movingStatisticsAreThoseOfTheAverage() {
        try (Engine engine = engine(DataType.FLOAT);
                Network network = net(engine);
                Network byHand = net(engine)) {
            TrainConfig config = config().average(AverageEma.of(0.9)).build();
            TrainOptions options = TrainOptions.defaults().withCheckpoints(directory);
            TrainReport report = new Trainer(network, config, DATA, options).train();
            Path file = directory.resolve("Test.safetensors");
            Checkpoint.load(byHand, file);
            byHand.movingStatistics().values().forEach(statistics -> {
                statistics.mean().values().assign(7);
                statistics.variance().values().assign(7);
            });
            byHand.parametersChanged();
            try (Recalibration recalibration =
                    new Recalibration(byHand, DATA.train(), RECALIBRATED, config.batch(), config.seed())) {
                recalibration.run();
            }
            network.movingStatistics().forEach((layer, statistics) -> {
                var expected = requireNonNull(byHand.movingStatistics().get(layer));
                assertThat(statistics.mean().values())
                        .as(layer)
                        .isEqualTo(expected.mean().values());
                assertThat(statistics.variance().values())
                        .as(layer)
                        .isEqualTo(expected.variance().values());
            });
            try (Evaluator evaluator = new Evaluator(byHand, config.batch())) {
                Evaluation measured = evaluator.evaluate(DATA.test(), CrossEntropy.of());
                assertThat(report.test()).isNotNull().extracting("loss").isEqualTo(measured.loss());
            }
        }
    }

    /** The second epoch is measured with the parameters of its end, the third with an average. */
    @Test
    void measuresTheParametersThemselvesBeforeAnAverageBegins() {
        List<Double> with =
                losses(config().average(AverageSwa.of(0.9)).epochs(4).build());
        List<Double> without = losses(config().epochs(4).build());
        // The mean of one is that one.
        assertThat(with).isEqualTo(without);
        List<Double> early =
                losses(config().average(AverageSwa.of(0.7)).epochs(4).build());
        assertThat(early.subList(0, 3)).isEqualTo(without.subList(0, 3));
        assertThat(early.get(3)).isNotEqualTo(without.get(3));
    }

    private static List<Double> losses(TrainConfig config) {
        List<Double> losses = new ArrayList<>();
        try (Engine engine = engine(DataType.DOUBLE);
                Network network = net(engine)) {
            TrainListener listener = new TrainListener() {
                @Override
                public void epoch(Epoch epoch) {
                    losses.add(epoch.validation().loss());
                }
            };
            new Trainer(network, config, DATA, TrainOptions.defaults().withListener(listener)).train();
        }
        return losses;
    }

    @Test
    void refusesAnAverageWithoutStatisticsOfItsOwn() {
        try (Engine engine = engine(DataType.FLOAT);
                Network network = net(engine)) {
            TrainConfig config =
                    config().average(AverageEma.of(0.9)).recalibrate(0).build();
            Trainer trainer = new Trainer(network, config, DATA, TrainOptions.defaults());
            assertThatThrownBy(trainer::train)
                    .isInstanceOf(NetworkException.class)
                    .hasMessage("average ema(0.9) needs moving statistics of its own, and recalibrate 0 estimates none:"
                            + " say from how many examples (recalibrate 1024)");
        }
    }

    @Test
    void refusesAnAverageOfNothing() {
        try (Engine engine = engine(DataType.FLOAT);
                Network network = net(engine)) {
            TrainConfig config = config().average(AverageSwa.of(0.75)).build();
            Trainer trainer =
                    new Trainer(network, config, DATA, TrainOptions.defaults().withSteps(10L));
            assertThatThrownBy(trainer::train)
                    .isInstanceOf(NetworkException.class)
                    .hasMessage(
                            "swa(0.75) averages at the ends of epochs, and in 10 steps, of which an epoch has 6, none"
                                    + " ends so late: take whole epochs, or average ema(0.999)");
        }
        assertThatThrownBy(() -> AverageEma.of(1)).hasMessageContaining("at least 0 and below 1, not 1.0");
        assertThatThrownBy(() -> AverageSwa.of(Double.NaN)).hasMessageContaining("at least 0 and below 1, not NaN");
    }
}
