package org.netloom.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.netloom.compiler.Compilation;
import org.netloom.runtime.Network;
import org.netloom.runtime.augment.Cutmix;
import org.netloom.runtime.augment.Erase;
import org.netloom.runtime.augment.Mixup;
import org.netloom.runtime.augment.Noise;
import org.netloom.runtime.augment.Rotate;
import org.netloom.runtime.augment.Shift;
import org.netloom.runtime.checkpoint.Checkpoint;
import org.netloom.runtime.data.DataSplit;
import org.netloom.runtime.data.Datasets;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.Engines;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.init.Initializer;
import org.netloom.runtime.optim.AdadeltaConfig;
import org.netloom.runtime.optim.AdagradConfig;
import org.netloom.runtime.optim.AdamConfig;
import org.netloom.runtime.optim.AdamwConfig;
import org.netloom.runtime.optim.ClipNorm;
import org.netloom.runtime.optim.ClipValue;
import org.netloom.runtime.optim.LambConfig;
import org.netloom.runtime.optim.LionConfig;
import org.netloom.runtime.optim.NadamConfig;
import org.netloom.runtime.optim.OptimizerConfig;
import org.netloom.runtime.optim.RmspropConfig;
import org.netloom.runtime.optim.SgdConfig;
import org.netloom.runtime.schedule.CosineDecay;
import org.netloom.runtime.schedule.Plateau;
import org.netloom.runtime.train.AverageEma;
import org.netloom.runtime.train.AverageSwa;
import org.netloom.runtime.train.KeepBest;
import org.netloom.runtime.train.KeepLast;
import org.netloom.runtime.train.Patience;
import org.netloom.runtime.train.TrainConfig;
import org.netloom.runtime.train.TrainConfig.RecalibrateAt;
import org.netloom.runtime.train.TrainListener;
import org.netloom.runtime.train.TrainOptions;
import org.netloom.runtime.train.TrainReport;
import org.netloom.runtime.train.Trainer;

/** A training that was stopped goes on from its checkpoint, and ends with the same file as one that never was. */
class ResumeTest {
    private static final Compilation NET = Compiled.body(
            "input(1,28,28) conv(3,5,stride=3) bn relu maxpool(2) dropout(0.3) flatten dense(8) bn tanh dense(10)");
    /** 12 steps an epoch, the last one of 6 examples. */
    private static final DataSplit DATA = data();

    private static final int PER_EPOCH = 12;
    private static final int EPOCHS = 3;

    @TempDir
    private Path directory;

    private static DataSplit data() {
        DataSplit glyphs = Datasets.open("glyphs");
        return DataSplit.of(Datasets.sample(glyphs.train(), 182, 1), Datasets.sample(glyphs.test(), 40, 1))
                .withValidation(Datasets.sample(glyphs.test(), 64, 2));
    }

    private static TrainConfig.Builder config() {
        return TrainConfig.builder()
                .optimizer(SgdConfig.of(0.3).withMomentum(0.9).withDampening(0.1))
                .batch(16)
                .epochs(EPOCHS)
                .recalibrate(64)
                .seed(5);
    }

    /** Each optimizer, and each that keeps more with some of its options. */
    static Stream<TrainConfig> optimizers() {
        return Stream.<OptimizerConfig>of(
                        AdamwConfig.of(0.01),
                        RmspropConfig.of(0.01),
                        RmspropConfig.of(0.01).withMomentum(0.5),
                        RmspropConfig.of(0.01).withCentered(true),
                        AdagradConfig.of(0.05).withLrDecay(0.1),
                        AdadeltaConfig.of(1),
                        NadamConfig.of(0.01),
                        LionConfig.of(0.001),
                        LambConfig.of(0.02))
                .map(optimizer -> config().optimizer(optimizer).epochs(2).build());
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void endsWithTheSameFileWhateverTheOptimizer(TrainConfig config) throws IOException {
        train(config, into("whole"), -1);
        train(config, into("parts"), (int) (0.6 * PER_EPOCH));
        train(config, into("parts").withResume(file("parts")), -1);
        assertThat(Arrays.mismatch(Files.readAllBytes(file("parts")), Files.readAllBytes(file("whole"))))
                .as("%s", config.optimizer())
                .isEqualTo(-1);
    }

    static Stream<TrainConfig> configs() {
        return Stream.of(
                config().build(),
                config().optimizer(SgdConfig.of(0.2)).recalibrate(0).build(),
                config().optimizer(AdamConfig.of(0.01).withWeightDecay(1e-3))
                        .schedule(CosineDecay.of().withWarmup(0.5))
                        .clip(ClipNorm.of(0.5), ClipValue.of(0.1))
                        .build(),
                config().schedule(Plateau.of(0.5).withPatience(0).withThreshold(0.5))
                        .stop(Patience.of(2).withMinDelta(0.05))
                        .keep(KeepBest.of(), KeepLast.of(2))
                        .build(),
                config().average(AverageEma.of(0.9).withWarmup(true))
                        .stop(Patience.of(2))
                        .keep(KeepBest.of(), KeepLast.of(2))
                        .build(),
                config().augment(Shift.of(2), Rotate.of(10), Erase.of(6), Noise.of(0.1), Mixup.of(0.4), Cutmix.of(1))
                        .build(),
                // Of which one epoch comes before the average.
                config().average(AverageSwa.of(0.5))
                        .recalibrateAt(RecalibrateAt.END)
                        .build());
    }

    private static Network net(Engine engine, TrainConfig config) {
        Network network = Compiled.make(NET, engine);
        network.initialize(Initializer.XAVIER_UNIFORM, config.seed());
        return network;
    }

    private static Engine engine() {
        return Engines.create("nd4j", DataType.FLOAT, 1);
    }

    /** Trains into a folder, and stops behind this step, or never. */
    private static TrainReport train(TrainConfig config, TrainOptions options, long stopBehind) {
        try (Engine engine = engine();
                Network network = net(engine, config)) {
            Trainer[] trainer = new Trainer[1];
            TrainListener stopping = new TrainListener() {
                @Override
                public void step(Step step) {
                    if (step.step() == stopBehind) {
                        trainer[0].stop();
                    }
                }
            };
            trainer[0] = new Trainer(network, config, DATA, options.withListener(stopping));
            return trainer[0].train();
        }
    }

    private TrainOptions into(String folder) {
        return TrainOptions.defaults()
                .withCheckpoints(directory.resolve(folder))
                .withStructure("net Test\n  conv1\n  return conv1");
    }

    private Map<String, byte[]> files(String folder) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.list(directory.resolve(folder))) {
            for (Path file : all.toList()) {
                files.put(String.valueOf(file.getFileName()), Files.readAllBytes(file));
            }
        }
        return files;
    }

    private Path file(String folder) throws IOException {
        try (Stream<Path> all = Files.list(directory.resolve(folder))) {
            return all.filter(file -> !file.getFileName().toString().matches(".*\\.(best|epoch-\\d+)\\..*"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @ParameterizedTest
    @MethodSource("configs")
    void endsWithTheSameFiles(TrainConfig config) throws IOException {
        train(config, into("whole"), -1);
        Map<String, byte[]> whole = files("whole");
        // In the middle of an epoch, at its end, at its beginning, and twice.
        List<List<Integer>> stops = List.of(
                List.of((int) (0.6 * PER_EPOCH)),
                List.of(PER_EPOCH),
                List.of(PER_EPOCH + 1),
                List.of(5, 2 * PER_EPOCH));
        for (List<Integer> behind : stops) {
            String folder = "after " + behind;
            TrainOptions options = into(folder);
            for (int i = 0; i <= behind.size(); i++) {
                long stop = i < behind.size() ? behind.get(i) : -1;
                TrainReport report = train(config, i == 0 ? options : options.withResume(file(folder)), stop);
                assertThat(report.stopped()).isEqualTo(stop > 0);
            }
            Map<String, byte[]> resumed = files(folder);
            assertThat(resumed.keySet()).isEqualTo(whole.keySet());
            whole.forEach((name, bytes) -> assertThat(Arrays.mismatch(resumed.get(name), bytes))
                    .as("where %s of %s differs, stopped behind %s", name, config.optimizer(), behind)
                    .isEqualTo(-1));
        }
    }

    /** Of the epoch with the least validation loss; the others of the last ones. */
    @Test
    void keepsTheBestAndTheLast() throws IOException {
        TrainConfig config = config().epochs(4)
                .keep(KeepBest.of().withMonitor("validation_accuracy"), KeepLast.of(2))
                .build();
        List<Double> accuracies = new ArrayList<>();
        try (Engine engine = engine();
                Network network = net(engine, config)) {
            TrainListener listener = new TrainListener() {
                @Override
                public void epoch(Epoch epoch) {
                    accuracies.add(epoch.validation().accuracy());
                }
            };
            new Trainer(network, config, DATA, into("kept").withListener(listener)).train();
        }
        String name = file("kept").getFileName().toString().replace(".safetensors", "");
        assertThat(files("kept").keySet())
                .containsExactly(
                        name + ".best.safetensors",
                        name + ".epoch-3.safetensors",
                        name + ".epoch-4.safetensors",
                        name + ".safetensors");
        int best = IntStream.range(0, 4)
                .reduce((a, b) -> accuracies.get(b) > accuracies.get(a) ? b : a)
                .orElseThrow();
        try (Engine engine = engine();
                Network network = net(engine, config)) {
            Map<String, String> metadata =
                    Checkpoint.load(network, directory.resolve("kept").resolve(name + ".best.safetensors"));
            assertThat(metadata).containsEntry("epoch", String.valueOf(best + 1));
        }
    }

    @Test
    void stopsEarlyWithTheParametersOfTheBestEpoch() throws IOException {
        // A rate at which the net gets worse sooner or later.
        TrainConfig config = config().optimizer(SgdConfig.of(3))
                .epochs(40)
                .stop(Patience.of(2))
                .build();
        List<Double> losses = new ArrayList<>();
        TrainReport report;
        try (Engine engine = engine();
                Network network = net(engine, config)) {
            TrainListener listener = new TrainListener() {
                @Override
                public void epoch(Epoch epoch) {
                    losses.add(epoch.validation().loss());
                }
            };
            report = new Trainer(network, config, DATA, into("early").withListener(listener)).train();
        }
        double least = losses.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
        assertThat(losses).hasSizeLessThan(40);
        assertThat(losses.indexOf(least)).isEqualTo(losses.size() - 3);
        assertThat(report.validation()).isNotNull().extracting("loss").isEqualTo(least);
        assertThat(report.stopped()).isFalse();
    }

    @Test
    void refusesAnotherTrainingWithAllThatDiffers() throws IOException {
        train(config().build(), into("a"), 5);
        Path file = file("a");
        byte[] before = Files.readAllBytes(file);
        TrainConfig other = config().batch(32).optimizer(AdamConfig.of(0.1)).build();
        assertThatThrownBy(() -> train(other, into("a").withResume(file), -1))
                .isInstanceOf(NetworkException.class)
                .hasMessage(
                        "the training of %s cannot go on: optimizer was sgd(lr=0.3, momentum=0.9, dampening=0.1) and"
                                + " is adam(lr=0.1); batch was 16 and is 32; name what it had, or begin a new one with its"
                                + " parameters (--init-from)",
                        file);
        assertThatThrownBy(() -> train(
                        config().build(),
                        into("a")
                                .withStructure("net Test\n  conv1 stride=2\n  return conv1")
                                .withResume(file),
                        -1))
                .hasMessageContaining("cannot go on: the network was conv1 and is conv1 stride=2;");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        // More epochs are no other training, where no schedule goes by their number.
        assertThat(train(config().epochs(EPOCHS + 1).build(), into("a").withResume(file), -1)
                        .epochs())
                .isEqualTo(EPOCHS + 1);
    }

    /** As one that was killed between its last checkpoint and that of its best epoch: by patience, or with its last epoch. */
    @ParameterizedTest
    @CsvSource({"1, 5", "9, 2"})
    void goesBackToTheBestEpochWhereItWasKilledBefore(int patience, int epochs) throws IOException {
        TrainConfig config = config().epochs(epochs)
                .stop(Patience.of(patience).withMinDelta(100))
                .keep(KeepLast.of(1))
                .build();
        TrainReport whole = train(config, into("whole"), -1);
        Path killed = directory.resolve("whole").resolve("Test.epoch-2.safetensors");
        TrainReport resumed = train(config, into("parts").withResume(killed), -1);
        assertThat(resumed.validation()).isEqualTo(whole.validation()).isNotNull();
        assertThat(resumed.test()).isEqualTo(whole.test());
        assertThat(Arrays.mismatch(
                        files("parts").get("Test.safetensors"), files("whole").get("Test.safetensors")))
                .isEqualTo(-1);
        Path ended = directory.resolve("parts").resolve("Test.safetensors");
        assertThatThrownBy(() -> train(config, into("parts").withResume(ended), -1))
                .hasMessageContaining("has ended with the parameters of its best epoch");
    }

    /** What was kept behind an epoch is what a training has left that was killed there. */
    @Test
    void goesOnFromAnEpochThatWasKept() throws IOException {
        TrainConfig config = config().optimizer(SgdConfig.of(1.5).withMomentum(0.9))
                .epochs(6)
                .keep(KeepBest.of(), KeepLast.of(6))
                .build();
        train(config, into("whole"), -1);
        Map<String, byte[]> whole = files("whole");
        for (int epoch = 1; epoch < 6; epoch++) {
            String folder = "from " + epoch;
            Path kept = directory.resolve("whole").resolve("Test.epoch-" + epoch + ".safetensors");
            Files.createDirectory(directory.resolve(folder));
            Files.copy(
                    directory.resolve("whole").resolve("Test.best.safetensors"),
                    directory.resolve(folder).resolve("Test.best.safetensors"));
            train(config, into(folder).withResume(kept), -1);
            for (String name : List.of("Test.safetensors", "Test.best.safetensors")) {
                assertThat(Arrays.mismatch(files(folder).get(name), whole.get(name)))
                        .as("%s, from epoch %d", name, epoch)
                        .isEqualTo(-1);
            }
        }
    }

    /** Of which the average began with another epoch each. */
    @Test
    void goesOnFromAnAverageThatWasKept() throws IOException {
        TrainConfig config = config().epochs(4)
                .average(AverageSwa.of(0.4))
                .keep(KeepLast.of(4))
                .build();
        train(config, into("whole"), -1);
        for (int epoch = 1; epoch < 4; epoch++) {
            String folder = "from " + epoch;
            Path kept = directory.resolve("whole").resolve("Test.epoch-" + epoch + ".safetensors");
            train(config, into(folder).withResume(kept), -1);
            assertThat(files(folder).get("Test.safetensors"))
                    .as("from %d", epoch)
                    .isEqualTo(files("whole").get("Test.safetensors"));
        }
    }

    @Test
    void refusesAnotherAverageAndAnotherEndOfOne() throws IOException {
        train(config().average(AverageSwa.of(0.5)).build(), into("a"), 5);
        Path file = file("a");
        assertThatThrownBy(() -> train(
                        config().average(AverageEma.of(0.9)).build(), into("a").withResume(file), -1))
                .isInstanceOf(NetworkException.class)
                .hasMessageContaining("cannot go on: average was swa(0.5) and is ema(0.9);");
        assertThatThrownBy(() -> train(
                        config().average(AverageSwa.of(0.5)).epochs(4).build(),
                        into("a").withResume(file),
                        -1))
                .isInstanceOf(NetworkException.class)
                .hasMessageContaining("cannot go on: epochs was 3 and is 4;");
    }

    @Test
    void refusesATrainingThatIsOver() throws IOException {
        train(config().build(), into("a"), -1);
        assertThatThrownBy(() -> train(config().build(), into("a").withResume(file("a")), -1))
                .isInstanceOf(NetworkException.class)
                .hasMessage(
                        "the training of %s has done all of its 36 steps; more epochs go on with it (--epochs 4)",
                        file("a"));
        TrainConfig early = config().optimizer(SgdConfig.of(3))
                .epochs(40)
                .stop(Patience.of(2))
                .build();
        train(early, into("b"), -1);
        assertThatThrownBy(() -> train(early, into("b").withResume(file("b")), -1))
                .isInstanceOf(NetworkException.class)
                .hasMessageContaining("has ended with the parameters of its best epoch");
    }

    @Test
    void keepsTheCopiesOfAnEarlierTraining() throws IOException {
        TrainConfig config = config().epochs(1).keep(KeepBest.of()).build();
        train(config, into("a"), -1);
        byte[] first = files("a").get("Test.best.safetensors");
        train(config.toBuilder().seed(6).build(), into("a"), -1);
        assertThat(files("a").keySet())
                .containsExactly(
                        "Test.1.safetensors", "Test.best.1.safetensors", "Test.best.safetensors", "Test.safetensors");
        assertThat(files("a").get("Test.best.1.safetensors")).isEqualTo(first);
        train(config.toBuilder().seed(7).build(), into("a").withOverwrite(true), -1);
        assertThat(files("a")).hasSize(4);
    }

    @Test
    void refusesAFileThatSaysNothingOfItsTraining() throws IOException {
        train(config().build(), into("a"), 5);
        Path file = file("a");
        Path bare = directory.resolve("bare.safetensors");
        try (Engine engine = engine();
                Network network = net(engine, config().build())) {
            Checkpoint.load(network, file);
            Checkpoint.rewrite(network, file, bare);
        }
        assertThatThrownBy(() -> train(config().build(), into("b").withResume(bare), -1))
                .isInstanceOf(NetworkException.class)
                .hasMessageContaining("does not say where its training stood");
    }
}
