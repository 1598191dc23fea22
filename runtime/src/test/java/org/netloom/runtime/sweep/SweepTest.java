package org.netloom.runtime.sweep;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import nets.TinyNet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.netloom.runtime.data.DataSplit;
import org.netloom.runtime.data.Dataset;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.Engines;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.schedule.CosineDecay;
import org.netloom.runtime.sweep.TrialResult.State;
import org.netloom.runtime.train.KeepBest;
import org.netloom.runtime.train.Patience;
import org.netloom.runtime.train.Stripes;
import org.netloom.runtime.train.TrainConfig;
import org.netloom.runtime.train.TrainOptions;
import org.netloom.runtime.train.Trainer;

class SweepTest {
    private static final int EPOCHS = 4;
    private static final Dataset VALIDATION = Stripes.split(1, 40).test();
    /** Whoever looks at its test part fails. */
    private static final DataSplit DATA =
            DataSplit.of(Stripes.split(60, 1).train(), new Unseen(VALIDATION)).withValidation(VALIDATION);

    @TempDir
    private Path directory;

    private Engine engine;

    /** Examples that nobody may take. */
    private record Unseen(Dataset data) implements Dataset {
        @Override
        public String name() {
            return "unseen";
        }

        @Override
        public int size() {
            return data.size();
        }

        @Override
        public List<Integer> shape() {
            return data.shape();
        }

        @Override
        public int classes() {
            return data.classes();
        }

        @Override
        public int label(int index) {
            throw new AssertionError("somebody looks at the test part");
        }

        @Override
        public void copy(int index, float[] into, int offset) {
            throw new AssertionError("somebody looks at the test part");
        }
    }

    @BeforeEach
    void open() {
        engine = Engines.create("nd4j", DataType.FLOAT, 1);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private static SweepPlan plan(String... variables) {
        return SweepPlan.of(Stream.of(variables).map(Variable::parse).toList(), EPOCHS)
                .withHalving(2)
                .withBy(RankBy.VALIDATION_LOSS);
    }

    private static TrainConfig config(Map<String, String> settings) {
        TrainConfig.Builder config = TrainConfig.builder()
                .epochs(EPOCHS)
                .batch(Integer.parseInt(settings.getOrDefault("batch", "16")))
                .learningRate(Double.parseDouble(settings.getOrDefault("lr", "0.5")))
                .seed(Long.parseLong(settings.getOrDefault("seed", "7")))
                .schedule(CosineDecay.of());
        if (settings.containsKey("patience")) {
            config.stop(Patience.of(Integer.parseInt(settings.get("patience"))).withMinDelta(0.2))
                    .keep(KeepBest.of());
        }
        return config.build();
    }

    private Sweep sweep(SweepPlan plan, String folder, SweepListener listener) {
        Candidates candidates = settings -> Candidate.of(() -> new TinyNet(engine), config(settings));
        return new Sweep(plan, directory.resolve(folder), candidates, (network, config) -> DATA, listener);
    }

    private SweepReport run(SweepPlan plan, String folder) {
        return sweep(plan, folder, SweepListener.NONE).run();
    }

    /** All of a table but how fast it was. */
    private static List<String> table(SweepReport report) {
        return report.ranking().stream()
                .map(ranked -> {
                    TrialEpoch at = ranked.figures();
                    return String.format(
                            Locale.ROOT,
                            "%s %s %s %s",
                            ranked.trial(),
                            ranked.result().state(),
                            ranked.result().reason(),
                            at == null
                                    ? null
                                    : at.epoch() + " " + at.trainLoss() + " " + at.validationLoss() + " "
                                            + at.validationMetric());
                })
                .toList();
    }

    /** What training alone comes to. */
    private byte[] plain(Map<String, String> settings) throws IOException {
        TrainConfig config = config(settings);
        DataSplit data = DataSplit.of(DATA.train(), VALIDATION).withValidation(VALIDATION);
        Path folder = directory.resolve("plain " + settings);
        try (TinyNet network = new TinyNet(engine)) {
            network.initialize(config.init(), config.seed());
            new Trainer(network, config, data, TrainOptions.defaults().withCheckpoints(folder)).train();
        }
        return Files.readAllBytes(folder.resolve("TinyNet.safetensors"));
    }

    @Test
    void theBestGoOnFromRungToRung() throws IOException {
        List<String> rungs = new ArrayList<>();
        SweepReport report = sweep(plan("lr=0.01, 0.1, 0.5, 1"), "out", new SweepListener() {
                    @Override
                    public void rung(int number, int epochs, int trials) {
                        rungs.add(trials + " to " + epochs);
                    }
                })
                .run();
        assertThat(rungs).containsExactly("4 to 1", "2 to 2", "1 to 4");
        assertThat(report.net()).isEqualTo("TinyNet");
        assertThat(report.ranking())
                .extracting(ranked -> requireNonNull(ranked.figures()).epoch())
                .containsExactly(4L, 2L, 1L, 1L);
        assertThat(requireNonNull(report.ranking().get(2).figures()).validationLoss())
                .isLessThanOrEqualTo(
                        requireNonNull(report.ranking().get(3).figures()).validationLoss());
        for (SweepReport.Ranked each : report.ranking()) {
            Path folder = directory.resolve("out").resolve(each.trial().folder());
            // Three batches and a rest of 12 in each epoch, each step once, and the epoch itself.
            assertThat(Files.readAllLines(folder.resolve("log.jsonl")))
                    .hasSize(5 * (int) requireNonNull(each.figures()).epoch());
        }
    }

    @Test
    void theWinnerIsWhatATrainingByItselfGives() throws IOException {
        SweepReport report = run(plan("lr=0.1, 0.5, 1", "seed=1, 2"), "out");
        SweepReport.Ranked best = report.best().orElseThrow();
        assertThat(best.result().state()).isEqualTo(State.ENDED);
        assertThat(requireNonNull(best.figures()).epoch()).isEqualTo(EPOCHS);
        assertThat(Files.readAllBytes(best.checkpoint()))
                .isEqualTo(plain(best.trial().settings()));
    }

    /** A training that stops early goes back to its best epoch, and stays what it is while others go on. */
    @Test
    void oneThatEndsEarlyIsWhatATrainingByItselfGives() throws IOException {
        SweepReport report = run(plan("patience=1", "lr=0.01, 0.02"), "out");
        assertThat(report.ranking())
                .anyMatch(ranked -> requireNonNull(ranked.figures()).epoch() < EPOCHS);
        for (SweepReport.Ranked each : report.ranking()) {
            if (each.result().state() == State.ENDED) {
                assertThat(Files.readAllBytes(each.checkpoint()))
                        .isEqualTo(plain(each.trial().settings()));
            }
        }
    }

    /** As a process that ends there: in the middle of an epoch of any trial, or between two files. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 5, 6, 7})
    void goesOnWhereItWasInterruptedAndComesToTheSameTable(int epochsUntilThen) throws IOException {
        SweepPlan plan = plan("lr=0.01, 0.1, 0.5, 1e30");
        List<String> whole = table(run(plan, "whole"));
        int[] count = {0};
        Sweep interrupted = sweep(plan, "parts", new SweepListener() {
            @Override
            public void epoch(Trial trial, TrialEpoch epoch) {
                if (++count[0] == epochsUntilThen) {
                    throw new IllegalStateException("the process ends");
                }
            }
        });
        assertThatThrownBy(interrupted::run).hasMessage("the process ends");
        List<String> trained = new ArrayList<>();
        SweepReport second = sweep(plan, "parts", new SweepListener() {
                    @Override
                    public void epoch(Trial trial, TrialEpoch epoch) {
                        trained.add(trial.number() + ":" + epoch.epoch());
                    }
                })
                .run();
        assertThat(table(second)).isEqualTo(whole);
        // Of the last epoch nobody knows whether it was the end of the training, so that this begins again.
        assertThat(trained).hasSize(epochsUntilThen == 7 ? EPOCHS : 7 - epochsUntilThen);
        SweepReport.Ranked best = second.best().orElseThrow();
        assertThat(Files.readAllBytes(best.checkpoint()))
                .isEqualTo(plain(best.trial().settings()));
        assertThat(table(run(plan, "parts"))).isEqualTo(whole);
    }

    /** Of the last epoch of a rung the checkpoint is there, and its figures are not. */
    @Test
    void beginsAgainWhereTheLastFiguresAreMissing() throws IOException {
        SweepPlan plan = plan("lr=0.1, 0.5");
        List<String> whole = table(run(plan, "out"));
        Files.delete(directory.resolve("out/002/result.json"));
        assertThat(table(run(plan, "out"))).isEqualTo(whole);
        Files.delete(directory.resolve("out/001/TinyNet.safetensors"));
        Files.delete(directory.resolve("out/001/result.json"));
        assertThat(table(run(plan, "out"))).isEqualTo(whole);
    }

    @Test
    void stopsAfterTheStepAtHandAndGoesOn() {
        SweepPlan plan = plan("lr=0.1, 0.5, 1");
        List<String> whole = table(run(plan, "whole"));
        Sweep[] sweep = new Sweep[1];
        sweep[0] = sweep(plan, "parts", new SweepListener() {
            @Override
            public void epoch(Trial trial, TrialEpoch epoch) {
                if (trial.number() == 2) {
                    sweep[0].stop();
                }
            }
        });
        SweepReport first = sweep[0].run();
        assertThat(first.stopped()).isTrue();
        assertThat(first.ranking())
                .extracting(ranked -> ranked.figures() == null)
                .contains(true, false);
        SweepReport second = run(plan, "parts");
        assertThat(second.stopped()).isFalse();
        assertThat(table(second)).isEqualTo(whole);
    }

    @Test
    void oneThatDivergesIsLast() {
        SweepReport report = run(plan("lr=1e30, 0.1"), "out");
        assertThat(report.ranking())
                .extracting(ranked -> ranked.trial().number())
                .containsExactly(2, 1);
        assertThat(report.ranking().get(1).result().state()).isEqualTo(State.DIVERGED);
        assertThat(report.ranking().get(1).result().reason()).matches("diverged at step [0-9]+");
        assertThat(report.best().orElseThrow().trial().number()).isEqualTo(2);
        assertThat(run(plan("lr=1e30, 1e31"), "worse").best()).isEmpty();
    }

    @Test
    void whatCannotBeTrainedIsRefusedAndTheOthersGoOn() {
        List<String> refused = new ArrayList<>();
        Candidates candidates = settings -> {
            if ("2".equals(settings.get("lr"))) {
                throw new NetworkException("there is no rate 2");
            }
            return Candidate.of(() -> new TinyNet(engine), config(settings));
        };
        SweepReport report = new Sweep(
                        plan("lr=2, 0.5, -1"),
                        directory.resolve("out"),
                        candidates,
                        (network, config) -> DATA,
                        new SweepListener() {
                            @Override
                            public void refused(Trial trial, String reason) {
                                refused.add(trial.number() + " " + reason);
                            }
                        })
                .run();
        assertThat(refused)
                .containsExactly("1 there is no rate 2", "3 a learning rate is a number from 0 on, not -1.0");
        assertThat(report.ranking())
                .extracting(ranked -> ranked.trial().number())
                .containsExactly(2, 1, 3);
        assertThatThrownBy(() -> run(plan("lr=-1, -2"), "none"))
                .hasMessage("none of the combinations can be trained; the first one because: "
                        + "a learning rate is a number from 0 on, not -1.0");
    }

    @Test
    void anotherPlanInTheSameFolderIsRefusedWithWhatDiffers() throws IOException {
        run(plan("lr=0.1, 0.5"), "out");
        assertRefused(
                "epochs was 4 and is 5",
                () -> sweep(
                                SweepPlan.of(plan("lr=0.1, 0.5").variables(), 5)
                                        .withHalving(2)
                                        .withBy(RankBy.VALIDATION_LOSS),
                                "out",
                                SweepListener.NONE)
                        .run());
        assertRefused("try was lr=0.1, 0.5 and is lr=0.1, 1", () -> run(plan("lr=0.1, 1"), "out"));
        assertRefused(
                "data was nothing and is glyphs",
                () -> run(plan("lr=0.1, 0.5").withAbout(Map.of("data", "glyphs")), "out"));
        Files.createDirectories(directory.resolve("mine"));
        Files.writeString(directory.resolve("mine/notes.txt"), "mine");
        assertRefused("has files and is no folder of a sweep", () -> run(plan("lr=0.1, 0.5"), "mine"));
    }

    private static void assertRefused(String message, Runnable sweep) {
        assertThatThrownBy(sweep::run).isInstanceOf(NetworkException.class).hasMessageContaining(message);
    }

    @Test
    void aTrainingThatHasChangedIsRefused() {
        Candidates first =
                settings -> new Candidate(() -> new TinyNet(engine), config(settings), null, "conv(4, 3)\nbatch 16");
        Candidates second =
                settings -> new Candidate(() -> new TinyNet(engine), config(settings), null, "conv(4, 3)\nbatch 32");
        new Sweep(plan("lr=0.1"), directory.resolve("out"), first, (n, c) -> DATA, SweepListener.NONE).run();
        assertThatThrownBy(() -> new Sweep(
                                plan("lr=0.1"), directory.resolve("out"), second, (n, c) -> DATA, SweepListener.NONE)
                        .run())
                .hasMessageContaining("has changed: 'batch 16' is 'batch 32' now; name another --dir");
    }

    @Test
    void aSecondSweepAtWorkInTheFolderIsRefused() {
        SweepPlan plan = plan("lr=0.1");
        List<String> refusals = new ArrayList<>();
        sweep(plan, "out", new SweepListener() {
                    @Override
                    public void epoch(Trial trial, TrialEpoch epoch) {
                        assertThatThrownBy(() -> run(plan, "out")).satisfies(e -> refusals.add(e.getMessage()));
                    }
                })
                .run();
        assertThat(refusals).hasSize(EPOCHS).allMatch(message -> message.startsWith("another sweep is at work in "));
    }

    @Test
    void damagedFilesAreNamed() throws IOException {
        run(plan("lr=0.1"), "out");
        Path result = directory.resolve("out/001/result.json");
        for (String damaged : List.of("{", "[]", "{\"state\":\"open\"}", "{\"state\":\"odd\",\"epochs\":[]}")) {
            Files.writeString(result, damaged);
            assertThatThrownBy(() -> run(plan("lr=0.1"), "out"))
                    .isInstanceOf(NetworkException.class)
                    .hasMessageContaining("result.json is damaged: ");
        }
    }

    @Test
    void theLossDecidesBetweenEqualAccuraciesAndWhatIsNoNumberIsLast() {
        TrialEpoch good = new TrialEpoch(1, 1, 0.5, "accuracy", 0.9, 1);
        TrialEpoch better = new TrialEpoch(1, 1, 0.4, "accuracy", 0.9, 1);
        TrialEpoch bad = new TrialEpoch(1, 1, 0.3, "accuracy", 0.8, 1);
        TrialEpoch none = new TrialEpoch(1, 1, Double.NaN, "accuracy", Double.NaN, 1);
        assertThat(Stream.of(none, bad, good, better).sorted(RankBy.VALIDATION_ACCURACY.order()))
                .containsExactly(better, good, bad, none);
        assertThat(Stream.of(none, bad, good, better).sorted(RankBy.VALIDATION_LOSS.order()))
                .containsExactly(bad, better, good, none);
    }

    @Test
    void dataWithoutAValidationPartAreRefused() {
        Sweep sweep = new Sweep(
                plan("lr=0.1"),
                directory.resolve("out"),
                settings -> Candidate.of(() -> new TinyNet(engine), config(settings)),
                (network, config) -> Stripes.split(20, 20),
                SweepListener.NONE);
        assertThatThrownBy(sweep::run).hasMessageContaining("stripes has no validation part to compare trainings by");
    }
}
