package org.netloom.runtime.train;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import nets.TinyNet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.netloom.runtime.TrainingPass;
import org.netloom.runtime.data.DataSplit;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.internal.io.Json;
import org.netloom.runtime.internal.nd4j.Nd4jEngine;
import org.netloom.runtime.metric.Score;
import org.netloom.runtime.optim.ClipNorm;
import org.netloom.runtime.optim.SgdConfig;
import org.netloom.runtime.parameter.Gradient;
import org.netloom.runtime.schedule.StepDecay;

/** What a training's log says, and what is read of it. */
class TrainingLogTest {
    private static final DataSplit DATA = Stripes.split(100, 60);
    private static final int STEPS_PER_EPOCH = 7;

    @TempDir
    private Path directory;

    /** Keeps what it hears, and the norms of the gradients that it sees. */
    private static final class Recorder implements GradientListener {
        private final List<Step> steps = new ArrayList<>();
        private final List<Epoch> epochs = new ArrayList<>();
        private final List<Double> norms = new ArrayList<>();

        @Override
        public void backward(TrainingPass pass) {
            double squares = 0;
            for (Gradient gradient : pass.gradients()) {
                for (double value : gradient.value().values().dup('c').data().asDouble()) {
                    squares += value * value;
                }
            }
            norms.add(Math.sqrt(squares));
        }

        @Override
        public void step(Step step) {
            steps.add(step);
        }

        @Override
        public void epoch(Epoch epoch) {
            epochs.add(epoch);
        }
    }

    private static TrainConfig.Builder config() {
        return TinyNet.trainConfig().toBuilder().optimizer(SgdConfig.of(0.5)).epochs(2);
    }

    private static TrainReport train(TrainConfig config, TrainOptions options) {
        try (Nd4jEngine engine = new Nd4jEngine(DataType.DOUBLE);
                TinyNet net = new TinyNet(engine)) {
            net.initialize(config.init(), config.seed());
            return new Trainer(net, config, DATA, options).train();
        }
    }

    private static TrainReport train(TrainConfig config, TrainListener listener) {
        return train(config, TrainOptions.defaults().withListener(listener));
    }

    private static Map<?, ?> parsed(String line) throws Json.SyntaxException {
        return (Map<?, ?>) requireNonNull(Json.parse(line));
    }

    @Test
    void hasALineForEachStepAndEachEpoch() throws Exception {
        Path file = directory.resolve("log.jsonl");
        Recorder recorder = new Recorder();
        TrainConfig config = config().schedule(StepDecay.of(1, 0.1)).build();
        try (TrainingLog log = TrainingLog.to(file)) {
            train(config, TrainListener.all(recorder, log));
        }
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(2 * (STEPS_PER_EPOCH + 1));
        for (int epoch = 0; epoch < 2; epoch++) {
            for (int i = 0; i < STEPS_PER_EPOCH; i++) {
                TrainListener.Step step = recorder.steps.get(epoch * STEPS_PER_EPOCH + i);
                Map<?, ?> line = parsed(lines.get(epoch * (STEPS_PER_EPOCH + 1) + i));
                assertThat(line.get("step")).isEqualTo(step.step());
                assertThat(line.get("epoch")).isEqualTo(epoch + 1L);
                assertThat(line.get("loss")).isEqualTo(step.loss());
                assertThat(line.get("learning_rate")).isEqualTo(epoch == 0 ? 0.5 : 0.05);
                assertThat((Double) line.get("gradient_norm")).isPositive();
                assertThat((Double) line.get("images_per_second")).isPositive();
            }
            TrainListener.Epoch over = recorder.epochs.get(epoch);
            Map<?, ?> line = parsed(lines.get(epoch * (STEPS_PER_EPOCH + 1) + STEPS_PER_EPOCH));
            assertThat(line.get("epoch")).isEqualTo(epoch + 1L);
            assertThat(line.get("step")).isEqualTo((epoch + 1L) * STEPS_PER_EPOCH);
            assertThat(line.get("train"))
                    .isEqualTo(Map.of(
                            "loss",
                            over.train().loss(),
                            "accuracy",
                            over.train().accuracy()));
            assertThat(((Map<?, ?>) requireNonNull(line.get("validation"))).get("loss"))
                    .isEqualTo(over.validation().loss());
            assertThat(((Map<?, ?>) requireNonNull(line.get("validation"))).get("accuracy"))
                    .isEqualTo(over.validation().accuracy());
            assertThat(line.get("seconds")).isEqualTo(over.seconds());
            assertThat(line.containsKey("checkpoint")).isTrue();
        }
    }

    /** In the backward pass, before clipping, and beside one that looks at gradients: of the same training the same norms. */
    @Test
    void theNormIsThatOfAllGradientsBeforeAnythingClipsThem() {
        Recorder looking = new Recorder();
        train(config().build(), looking);
        List<Double> norms = norms(config().build(), null);
        assertThat(norms).hasSize(2 * STEPS_PER_EPOCH);
        for (int i = 0; i < norms.size(); i++) {
            // Sums of squares in another order.
            assertThat(norms.get(i)).isCloseTo(looking.norms.get(i), within(1e-12));
        }
        assertThat(norms(config().build(), new Recorder())).isEqualTo(norms);

        Recorder clipped = new Recorder();
        TrainConfig clipping = config().clip(ClipNorm.of(1e-3)).build();
        List<Double> before = norms(clipping, clipped);
        assertThat(norms(clipping, null)).isEqualTo(before);
        assertThat(before).allMatch(norm -> norm > 0.01);
        assertThat(clipped.norms).allSatisfy(norm -> assertThat(norm).isCloseTo(1e-3, within(1e-6)));
    }

    private static List<Double> norms(TrainConfig config, @Nullable Recorder beside) {
        List<Double> norms = new ArrayList<>();
        TrainListener asking = new TrainListener() {
            @Override
            public boolean needsGradientNorm() {
                return true;
            }

            @Override
            public void step(Step step) {
                norms.add(step.gradientNorm());
            }
        };
        train(config, beside == null ? asking : TrainListener.all(asking, beside));
        return norms;
    }

    @Test
    void whoAsksForTheNormChangesNoBit() {
        Recorder recorder = new Recorder();
        try (TrainingLog log = TrainingLog.to(directory.resolve("log.jsonl"))) {
            train(config().build(), TrainListener.all(log, recorder));
        }
        List<Double> alone = new ArrayList<>();
        train(config().build(), new TrainListener() {
            @Override
            public void step(Step step) {
                assertThat(step.gradientNorm()).isNaN();
                alone.add(step.loss());
            }
        });
        assertThat(recorder.steps.stream().map(TrainListener.Step::loss)).isEqualTo(alone);
    }

    @Test
    void isReadBack() {
        Path file = directory.resolve("log.jsonl");
        Recorder recorder = new Recorder();
        try (TrainingLog log = TrainingLog.to(file)) {
            train(config().build(), TrainListener.all(recorder, log));
        }
        LoggedRun run = LoggedRun.read(file);
        assertThat(run.broken()).isZero();
        assertThat(run.stepsPerEpoch()).isEqualTo(STEPS_PER_EPOCH);
        assertThat(run.steps())
                .isEqualTo(recorder.steps.stream()
                        .map(step -> new LoggedRun.Step(step.step(), step.epoch(), step.loss(), 0.5))
                        .toList());
        assertThat(run.epochs()).hasSize(2);
        Evaluation last = recorder.epochs.get(1).validation();
        assertThat(run.epochs().get(1).validation().get("loss")).isEqualTo(last.loss());
        // The one that says most first, behind the loss; no confusion matrix.
        assertThat(run.epochs().get(1).validation().keySet())
                .containsExactlyElementsOf(Stream.concat(
                                Stream.of("loss"),
                                last.scores().stream()
                                        .filter(score -> Double.isFinite(score.value()))
                                        .map(Score::name)
                                        .filter(name -> !name.equals("confusion")))
                        .toList());
    }

    /** Killed in the second epoch, in the middle of a line, and gone on with from the end of the first one. */
    @Test
    void goesOnBehindALineThatWasBrokenOff() throws IOException {
        Path file = directory.resolve("log.jsonl");
        Recorder recorder = new Recorder();
        TrainReport half;
        try (TrainingLog log = TrainingLog.to(file)) {
            half = train(
                    config().epochs(1).build(),
                    TrainOptions.defaults().withCheckpoints(directory).withListener(log));
        }
        Files.writeString(
                file, "{\"step\":8,\"epoch\":2,\"loss\":7.5}\n{\"step\":9,\"epoch\":2,\"lo", StandardOpenOption.APPEND);
        try (TrainingLog log = TrainingLog.behind(file)) {
            train(
                    config().build(),
                    TrainOptions.defaults()
                            .withResume(half.checkpoint())
                            .withListener(TrainListener.all(log, recorder)));
        }
        LoggedRun run = LoggedRun.read(file);
        assertThat(run.broken()).isEqualTo(1);
        assertThat(run.steps()).hasSize(2 * STEPS_PER_EPOCH);
        assertThat(run.steps().get(STEPS_PER_EPOCH).loss())
                .isEqualTo(recorder.steps.get(0).loss());
        assertThat(run.epochs()).extracting(LoggedRun.Epoch::epoch).containsExactly(1L, 2L);
    }

    @Test
    void ofWhatIsThereTwiceTheLaterOnesHold() throws IOException {
        Path file = Files.writeString(directory.resolve("log.jsonl"), """
                {"step":1,"epoch":1,"loss":3.0}
                {"step":2,"epoch":1,"loss":2.0}
                {"epoch":1,"step":2,"train":{"loss":2.5},"validation":{"loss":2.0}}
                {"step":3,"epoch":2,"loss":1.0}
                {"step":2,"epoch":1,"loss":1.5}
                {"epoch":1,"step":2,"train":{"loss":2.25},"validation":{"loss":1.75}}
                {"step":3,"epoch":2,"loss":0.5
                """);
        LoggedRun run = LoggedRun.read(file);
        Map<String, Double> train = new LinkedHashMap<>(Map.of("loss", 2.25));
        assertThat(run.steps()).extracting(LoggedRun.Step::loss).containsExactly(3.0, 1.5);
        assertThat(run.steps().get(0).learningRate()).isNaN();
        assertThat(run.epochs()).containsExactly(new LoggedRun.Epoch(1, 2, train, Map.of("loss", 1.75)));
        assertThat(run.broken()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            once upon a time          | is no log of a training: line 1 is no JSON object
            [1, 2]                    | is no log of a training: line 1 is no JSON object
            {"step":1,                | is no log of a training: line 1 is no JSON object
            {"loss":1.5}              | is no log of a training: line 1 has no "step" from 1 on
            {"step":1.5,"epoch":1}    | is no log of a training: line 1 has no "step" from 1 on
            {"step":1,"epoch":"x"}    | is no log of a training: line 1 has no "epoch" from 1 on
            {"step":1,"epoch":1,"train":3} | is no log of a training: line 1 has no figures of "train"
            ''                        | has no step of a training: netloom train --log
            """)
    void refusesWhatIsNoLog(String text, String message) throws IOException {
        Path file = Files.writeString(directory.resolve("other.jsonl"), text);
        assertThatThrownBy(() -> LoggedRun.read(file))
                .isInstanceOf(NetworkException.class)
                .hasMessageStartingWith(file + " " + message);
    }

    @Test
    void refusesAFileThatIsNoTextOrIsNotThere() throws IOException {
        Path file = Files.write(directory.resolve("other.png"), new byte[] {(byte) 0x89, 'P', 'N', 'G', (byte) 0xff});
        assertThatThrownBy(() -> LoggedRun.read(file))
                .hasMessage(file + " is no log of a training: it is no text in UTF-8");
        Path missing = directory.resolve("missing.jsonl");
        assertThatThrownBy(() -> LoggedRun.read(missing))
                .hasMessage("cannot read " + missing + ": no such file or directory");
    }
}
