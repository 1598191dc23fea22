package org.netloom.runtime.train;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import nets.TinyNet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.netloom.runtime.checkpoint.Checkpoint;
import org.netloom.runtime.data.DataSplit;
import org.netloom.runtime.data.Dataset;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.internal.nd4j.Nd4jEngine;
import org.netloom.runtime.loss.CrossEntropy;
import org.netloom.runtime.loss.MeanSquaredError;
import org.netloom.runtime.metric.F1;
import org.netloom.runtime.metric.RSquared;
import org.netloom.runtime.metric.TopK;
import org.netloom.runtime.optim.AdamConfig;
import org.netloom.runtime.optim.SgdConfig;
import org.netloom.runtime.train.TrainConfig.RecalibrateAt;

class TrainerTest {
    /** Not a multiple of the batch of 16: the last batch of an epoch has 4 examples. */
    private static final DataSplit DATA = Stripes.split(100, 60);

    private static final int STEPS_PER_EPOCH = 7;

    @TempDir
    private Path directory;

    @Test
    void tellsOfTheMetricsThatWereChosen() {
        Recorder recorder = new Recorder();
        TrainConfig config = config().epochs(2).metrics(TopK.of(2), F1.of()).build();
        TrainReport report = train(config, DATA, recorder.options(), net -> {});
        Evaluation first = recorder.epochs.get(0).validation();
        double top = first.score("top2").orElseThrow().value();
        assertThat(top).isBetween(first.accuracy(), 1.0);
        assertThat(requireNonNull(report.test()).score("top2")).isPresent();
        assertThat(first.scores().stream().filter(score -> score.name().equals("f1")))
                .hasSize(1);
        assertThatThrownBy(() -> train(config().metrics(RSquared.of()).build(), DATA, recorder.options(), net -> {}))
                .isInstanceOf(NetworkException.class)
                .hasMessage("r2 is no metric of outputs that say a class; accuracy, top(5), precision, recall, f1,"
                        + " roc_auc, perplexity and confusion are");
        assertThatThrownBy(() -> TopK.of(0)).isInstanceOf(NetworkException.class);
    }

    @Test
    void learns() {
        Recorder recorder = new Recorder();
        DataSplit data = Stripes.split(600, 200);
        TrainReport report = train(config().epochs(6).build(), data, recorder.options(), net -> {});
        assertThat(requireNonNull(report.test()).accuracy()).isGreaterThan(0.9);
        assertThat(report.epochs()).isEqualTo(6);
        assertThat(recorder.epochs.get(5).train().loss())
                .isLessThan(0.5 * recorder.epochs.get(0).train().loss());
        assertThat(report.net()).isEqualTo("TinyNet");
        assertThat(report.imagesPerSecond()).isPositive();
        assertThat(report.stopped()).isFalse();
    }

    @Test
    void learnsByMeanSquaredErrorAndAdam() {
        Recorder recorder = new Recorder();
        TrainConfig config = config().epochs(6)
                .loss(MeanSquaredError.of())
                .optimizer(AdamConfig.of(0.03))
                .build();
        TrainReport report = train(config, Stripes.split(600, 200), recorder.options(), net -> {});
        assertThat(requireNonNull(report.test()).accuracy()).isGreaterThan(0.8);
        // Guessing one third for each class has a loss of 2/9.
        assertThat(requireNonNull(report.test()).loss()).isLessThan(0.15);
    }

    @Test
    void givesTheSameLossesToTheLastBitForTheSameSeed() {
        List<Double> first = losses(config().build(), TrainOptions.defaults());
        assertThat(losses(config().build(), TrainOptions.defaults())).isEqualTo(first);
        assertThat(losses(config().seed(8).build(), TrainOptions.defaults())).isNotEqualTo(first);
        assertThat(losses(config().build(), TrainOptions.defaults().withShuffle(false)))
                .isNotEqualTo(first);
    }

    @Test
    void reportsTheMeansOfTheLastEpochsSteps() {
        Recorder recorder = new Recorder();
        TrainReport report = train(config().epochs(2).build(), DATA, recorder.options(), net -> {});
        List<TrainListener.Step> last = recorder.steps.subList(STEPS_PER_EPOCH, 2 * STEPS_PER_EPOCH);
        double sum = 0;
        for (int i = 0; i < last.size(); i++) {
            sum += last.get(i).loss() * (i == last.size() - 1 ? 4 : 16);
        }
        assertThat(requireNonNull(report.train()).loss()).isEqualTo(sum / 100, within(1e-12));
        assertThat(requireNonNull(report.train()).examples()).isEqualTo(100);
        assertThat(last.get(last.size() - 1).epochSoFar()).isEqualTo(requireNonNull(report.train()));
        assertThat(recorder.epochs.get(1).train()).isEqualTo(requireNonNull(report.train()));
        assertThat(recorder.epochs.get(1).validation()).isEqualTo(requireNonNull(report.test()));
    }

    /** What is learned is the same; only the part that is measured after each epoch is another. */
    @Test
    void measuresTheTestPartOnceWhereThereIsAValidationPart() {
        Counted test = new Counted(DATA.test());
        DataSplit data = DataSplit.of(DATA.train(), test)
                .withValidation(Stripes.split(10, 31).test());
        Recorder recorder = new Recorder();
        TrainReport report = train(config().epochs(3).build(), data, recorder.options(), net -> {});
        assertThat(recorder.epochs)
                .extracting(epoch -> epoch.validation().examples())
                .containsOnly(31L);
        assertThat(report.validation()).isEqualTo(recorder.epochs.get(2).validation());
        assertThat(test.copied.get()).isEqualTo(DATA.test().size());

        Recorder without = new Recorder();
        TrainReport plain = train(config().epochs(3).build(), DATA, without.options(), net -> {});
        assertThat(report.test()).isEqualTo(plain.test());
        assertThat(plain.validation()).isNull();
        assertThat(recorder.steps)
                .extracting(TrainListener.Step::loss)
                .isEqualTo(without.steps.stream().map(TrainListener.Step::loss).toList());
    }

    /** Counts the examples that are taken. */
    private record Counted(Dataset data, AtomicInteger copied) implements Dataset {
        Counted(Dataset data) {
            this(data, new AtomicInteger());
        }

        @Override
        public String name() {
            return data.name();
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
        public void copy(int index, float[] into, int offset) {
            copied.incrementAndGet();
            data.copy(index, into, offset);
        }

        @Override
        public int label(int index) {
            return data.label(index);
        }
    }

    @Test
    void takesAsManyStepsAsAreAskedFor() {
        Recorder recorder = new Recorder();
        TrainReport report =
                train(config().epochs(1).build(), DATA, recorder.options().withSteps(17L), net -> {});
        assertThat(recorder.plan).isEqualTo(new TrainListener.Plan(17, 3, STEPS_PER_EPOCH, 0));
        assertThat(recorder.steps).hasSize(17);
        assertThat(recorder.steps.get(16).epoch()).isEqualTo(3);
        assertThat(recorder.epochs).hasSize(3);
        assertThat(report.steps()).isEqualTo(17);
        assertThat(report.epochs()).isEqualTo(2);
        assertThat(requireNonNull(report.train()).examples()).isEqualTo(3 * 16);
        assertThat(report.test()).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "conv1.weight, the output of conv1 (tiny.net:3:3)",
        "bn1.bias, the output of bn1 (tiny.net:3:14)",
        "dense1.bias, the output of dense1 (tiny.net:4:24)"
    })
    void namesTheFirstLayerThatIsNotFinite(String parameter, String where) {
        DivergedException failure = catchThrowableOfType(
                DivergedException.class,
                () -> train(
                        config().build(),
                        DATA,
                        TrainOptions.defaults(),
                        net -> net.parameters().stream()
                                .filter(candidate -> candidate.name().equals(parameter))
                                .forEach(candidate -> candidate.value().putScalar(1, Float.NaN))));
        assertThat(failure.where()).isEqualTo(where);
        assertThat(failure.step()).isEqualTo(1);
        assertThat(failure).hasMessageStartingWith("training stopped at step 1: " + where + " is NaN or infinite");
    }

    @Test
    void blamesTheDataWhereTheyAreTooLargeForTheFirstStep() {
        DataSplit huge = DataSplit.of(new Scaled(DATA.train(), 1e38f), new Scaled(DATA.test(), 1e38f));
        assertThatThrownBy(() -> train(config().build(), huge, TrainOptions.defaults(), net -> {}))
                .isInstanceOf(DivergedException.class)
                .hasMessageStartingWith(
                        "training stopped at step 1: the output of bn1 (tiny.net:3:14) is NaN or infinite;"
                                + " its inputs go from ")
                .hasMessageEndingWith(", where a network expects about -1 to 1; scale the data")
                .hasMessageNotContaining("learning rate");
    }

    @Test
    void blamesNoLearningRateForTheFirstStep() {
        assertThatThrownBy(() -> train(
                        config().build(),
                        DATA,
                        TrainOptions.defaults(),
                        net -> net.dense1().weight().values().assign(3e38f)))
                .hasMessageEndingWith("; no step was made before it, and the largest starting value is "
                        + (double) 3e38f + ", of dense1.weight");
        assertThatThrownBy(() -> train(
                        config().build(),
                        DATA,
                        TrainOptions.defaults(),
                        net -> net.dense1().weight().values().putScalar(0, Float.NaN)))
                .hasMessageEndingWith("; dense1.weight was NaN or infinite before the first step");
    }

    /** Examples of another data set, all values times a number. */
    private record Scaled(Dataset source, float factor) implements Dataset {
        @Override
        public String name() {
            return source.name();
        }

        @Override
        public int size() {
            return source.size();
        }

        @Override
        public List<Integer> shape() {
            return source.shape();
        }

        @Override
        public int classes() {
            return source.classes();
        }

        @Override
        public void copy(int index, float[] into, int offset) {
            source.copy(index, into, offset);
            for (int i = offset; i < offset + 64; i++) {
                into[i] *= factor;
            }
        }

        @Override
        public int label(int index) {
            return source.label(index);
        }
    }

    @Test
    void keepsTheLastGoodCheckpointWhenTrainingDiverges() throws IOException {
        TrainOptions options = TrainOptions.defaults().withCheckpoints(directory);
        Path file = requireNonNull(
                train(config().epochs(1).build(), DATA, options, net -> {}).checkpoint());
        byte[] good = Files.readAllBytes(file);
        assertThatThrownBy(() -> train(config().learningRate(1e30).build(), DATA, options, net -> {}))
                .isInstanceOf(DivergedException.class)
                .hasMessageContaining("a learning rate below 1.0E30 may help");
        assertThat(file).hasBinaryContent(good);
    }

    @Test
    void neverWritesACheckpointThatIsNotFinite() {
        // After the first step the weights are beyond all floats, which only a second step's loss would show.
        TrainOptions options =
                TrainOptions.defaults().withCheckpoints(directory).withSteps(1L);
        assertThatThrownBy(() -> train(config().learningRate(1e39).build(), DATA, options, net -> {}))
                .isInstanceOf(DivergedException.class)
                .hasMessageMatching("training stopped at step 1: \\w+1\\.\\w+ is NaN or infinite.*");
        assertThat(directory).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource({"1,", "3, 2"})
    void tellsWhichEpochTheCheckpointOnTheDiskHolds(long epoch, @Nullable String held) {
        Path file = directory.resolve("TinyNet.safetensors");
        TinyNet[] trained = {null};
        TrainOptions options = TrainOptions.defaults()
                .withCheckpoints(directory)
                .withListener(new TrainListener() {
                    @Override
                    public void step(Step done) {
                        // As the last step of an epoch may, which is not written any more.
                        if (done.step() == epoch * STEPS_PER_EPOCH) {
                            requireNonNull(trained[0]).conv1().weight().values().putScalar(1, Float.NaN);
                        }
                    }
                });
        assertThatThrownBy(() -> train(config().epochs(9).build(), DATA, options, net -> trained[0] = net))
                .isInstanceOf(DivergedException.class)
                .hasMessage(String.format(
                        Locale.ROOT,
                        "training stopped at step %d: conv1.weight is NaN or infinite; a learning rate below 0.5 may help%s",
                        epoch * STEPS_PER_EPOCH,
                        held == null ? "" : ", and " + file + " holds epoch " + held));
        if (held == null) {
            assertThat(file).doesNotExist();
        } else {
            assertThat(loadedMetadata(file)).containsEntry("epoch", held);
        }
    }

    @Test
    void beginsWithTheParametersOfACheckpoint() {
        TrainOptions options = TrainOptions.defaults().withCheckpoints(directory);
        TrainReport first = train(config().epochs(2).build(), DATA, options, net -> {});
        // Without a step that changes anything but moving statistics, the test figures are those of the checkpoint.
        try (Nd4jEngine engine = new Nd4jEngine(DataType.FLOAT);
                TinyNet net = new TinyNet(engine)) {
            Map<String, String> metadata = Checkpoint.load(net, requireNonNull(first.checkpoint()));
            assertThat(metadata)
                    .containsEntry("epoch", "2")
                    .containsEntry("step", "14")
                    .containsEntry("seed", "7");
            try (Evaluator evaluator = new Evaluator(net, 16)) {
                assertThat(evaluator.evaluate(DATA.test(), CrossEntropy.of())).isEqualTo(first.test());
            }
        }
        Recorder recorder = new Recorder();
        train(
                config().epochs(1).build(),
                DATA,
                recorder.options(),
                net -> Checkpoint.load(net, requireNonNull(first.checkpoint())));
        assertThat(recorder.epochs.get(0).train().loss())
                .isLessThan(requireNonNull(first.train()).loss() * 1.1);
    }

    @Test
    void stopsAfterTheStepAtHandAndKeepsIt() {
        Trainer[] trainer = new Trainer[1];
        TrainReport report = stopAtStep(9, trainer, () -> trainer[0].stop());
        assertThat(report.stopped()).isTrue();
        assertThat(report.steps()).isEqualTo(9);
        assertThat(report.epochs()).isEqualTo(1);
        assertThat(report.test()).isNull();
        assertThat(requireNonNull(report.train()).examples()).isEqualTo(2 * 16);
        assertThat(loadedMetadata(requireNonNull(report.checkpoint())))
                .containsEntry("step", "9")
                .containsEntry("epoch", "1");
    }

    /** Who has asked to stop may not wait until statistics are estimated: before that, training can go on already. */
    @Test
    void writesACheckpointBeforeItEstimatesStatistics() {
        AtomicBoolean gone = new AtomicBoolean();
        DataSplit data = DataSplit.of(new Fading(new Stripes("stripes", 100, 1), gone), DATA.test());
        Trainer[] trainer = new Trainer[1];
        assertThatThrownBy(() -> stopAtStep(9, data, trainer, () -> {
                    gone.set(true);
                    trainer[0].stop();
                }))
                .hasStackTraceContaining("the disk is gone");
        Path file = directory.resolve("TinyNet.safetensors");
        assertThat(loadedMetadata(file)).containsEntry("step", "9");
        List<Double> whole = losses(config().build(), TrainOptions.defaults());
        assertThat(losses(config().build(), TrainOptions.defaults().withResume(file)))
                .isEqualTo(whole.subList(9, whole.size()));
    }

    /** Examples that cannot be read any more from some moment on. */
    private record Fading(Dataset of, AtomicBoolean gone) implements Dataset {
        @Override
        public String name() {
            return of.name();
        }

        @Override
        public int size() {
            return of.size();
        }

        @Override
        public List<Integer> shape() {
            return of.shape();
        }

        @Override
        public int classes() {
            return of.classes();
        }

        @Override
        public int label(int index) {
            return of.label(index);
        }

        @Override
        public void copy(int index, float[] into, int offset) {
            if (gone.get()) {
                throw new NetworkException("the disk is gone");
            }
            of.copy(index, into, offset);
        }
    }

    @Test
    void takesAnInterruptForAWishToStop() {
        TrainReport report =
                stopAtStep(3, new Trainer[1], () -> Thread.currentThread().interrupt());
        assertThat(Thread.interrupted()).isTrue();
        assertThat(report.stopped()).isTrue();
        assertThat(report.steps()).isEqualTo(3);
        assertThat(loadedMetadata(requireNonNull(report.checkpoint())))
                .containsEntry("step", "3")
                .containsEntry("epoch", "0");
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertRefused(config().batch(0).build(), TrainOptions.defaults(), "batch must be at least 1, not 0");
        assertRefused(config().epochs(0).build(), TrainOptions.defaults(), "epochs must be at least 1, not 0");
        assertRefused(config().build(), TrainOptions.defaults().withSteps(0L), "steps must be at least 1, not 0");
        assertRefused(
                config().learningRate(-1).build(),
                TrainOptions.defaults(),
                "a learning rate is a number from 0 on, not -1.0");
    }

    @Test
    void refusesADirectoryThatIsAFileBeforeTheFirstStep() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        Recorder recorder = new Recorder();
        assertThatThrownBy(
                        () -> train(config().build(), DATA, recorder.options().withCheckpoints(file), net -> {}))
                .isInstanceOf(NetworkException.class)
                .hasMessageContaining(file.toString());
        assertThat(recorder.steps).isEmpty();
    }

    @Test
    void refusesDataWithoutExamples() {
        Dataset none = new Stripes("nothing", 0, 1);
        assertThatThrownBy(() ->
                        train(config().build(), DataSplit.of(DATA.train(), none), TrainOptions.defaults(), net -> {}))
                .hasMessage("nothing has no examples");
    }

    /** What is measured and written has the statistics that recalibration gives, as often as the configuration says. */
    @ParameterizedTest
    @EnumSource(RecalibrateAt.class)
    void recalibratesWhenItIsAskedTo(RecalibrateAt when) {
        Recorder recorder = new Recorder();
        TrainConfig config =
                config().epochs(3).recalibrate(50).recalibrateAt(when).build();
        TrainReport report = recalibrated(config, recorder);

        Recorder never = new Recorder();
        TrainReport plain = train(config.toBuilder().recalibrate(0).build(), DATA, never.options(), net -> {});
        assertThat(requireNonNull(report.train())).isEqualTo(requireNonNull(plain.train()));
        assertThat(requireNonNull(report.test())).isNotEqualTo(requireNonNull(plain.test()));
        boolean early =
                !recorder.epochs.get(0).validation().equals(never.epochs.get(0).validation());
        assertThat(early).isEqualTo(when == RecalibrateAt.EPOCH);
    }

    private TrainReport recalibrated(TrainConfig config, Recorder recorder) {
        try (Nd4jEngine engine = new Nd4jEngine(DataType.FLOAT);
                TinyNet net = new TinyNet(engine)) {
            net.initialize(config.init(), config.seed());
            TrainReport report =
                    new Trainer(net, config, DATA, recorder.options().withCheckpoints(directory)).train();
            double[] mean = net.bn1().movingMean().values().toDoubleVector();
            try (Recalibration again = new Recalibration(net, DATA.train(), 50, config.batch(), config.seed())) {
                again.run();
            }
            assertThat(net.bn1().movingMean().values().toDoubleVector()).containsExactly(mean);
            net.bn1().movingMean().values().assign(0);
            Checkpoint.load(net, requireNonNull(report.checkpoint()));
            assertThat(net.bn1().movingMean().values().toDoubleVector()).containsExactly(mean);
            return report;
        }
    }

    @Test
    void aStoppedTrainingIsRecalibratedToo() {
        Trainer[] trainer = {null};
        TrainReport report =
                stopAtStep(9, trainer, () -> requireNonNull(trainer[0]).stop());
        try (Nd4jEngine engine = new Nd4jEngine(DataType.FLOAT);
                TinyNet net = new TinyNet(engine)) {
            Checkpoint.load(net, requireNonNull(report.checkpoint()));
            double[] mean = net.bn1().movingMean().values().toDoubleVector();
            TrainConfig config = config().build();
            try (Recalibration again =
                    new Recalibration(net, DATA.train(), config.recalibrate(), config.batch(), config.seed())) {
                again.run();
            }
            assertThat(net.bn1().movingMean().values().toDoubleVector()).containsExactly(mean);
        }
    }

    private static void assertRefused(TrainConfig config, TrainOptions options, String message) {
        assertThatThrownBy(() -> train(config, DATA, options, net -> {}))
                .isInstanceOf(NetworkException.class)
                .hasMessage(message);
    }

    private static TrainConfig.Builder config() {
        return TinyNet.trainConfig().toBuilder().optimizer(SgdConfig.of(0.5));
    }

    private static List<Double> losses(TrainConfig config, TrainOptions options) {
        Recorder recorder = new Recorder();
        train(config, DATA, options.withListener(recorder), net -> {});
        return recorder.steps.stream().map(TrainListener.Step::loss).toList();
    }

    private static TrainReport train(
            TrainConfig config, DataSplit data, TrainOptions options, Consumer<TinyNet> prepare) {
        try (Nd4jEngine engine = new Nd4jEngine(DataType.FLOAT);
                TinyNet net = new TinyNet(engine)) {
            net.initialize(config.init(), config.seed());
            prepare.accept(net);
            return new Trainer(net, config, data, options).train();
        }
    }

    private TrainReport stopAtStep(long step, Trainer[] trainer, Runnable stop) {
        return stopAtStep(step, DATA, trainer, stop);
    }

    private TrainReport stopAtStep(long step, DataSplit data, Trainer[] trainer, Runnable stop) {
        TrainOptions options = TrainOptions.defaults()
                .withCheckpoints(directory)
                .withListener(new TrainListener() {
                    @Override
                    public void step(Step done) {
                        if (done.step() == step) {
                            stop.run();
                        }
                    }
                });
        try (Nd4jEngine engine = new Nd4jEngine(DataType.FLOAT);
                TinyNet net = new TinyNet(engine)) {
            trainer[0] = new Trainer(net, config().build(), data, options);
            return trainer[0].train();
        }
    }

    private static Map<String, String> loadedMetadata(Path checkpoint) {
        try (Nd4jEngine engine = new Nd4jEngine(DataType.FLOAT);
                TinyNet net = new TinyNet(engine)) {
            return Checkpoint.load(net, checkpoint);
        }
    }

    /** Keeps what it hears. */
    private static final class Recorder implements TrainListener {
        private Plan plan = new Plan(0, 0, 0, 0);
        private final List<Step> steps = new ArrayList<>();
        private final List<Epoch> epochs = new ArrayList<>();

        TrainOptions options() {
            return TrainOptions.defaults().withListener(this);
        }

        @Override
        public void started(Plan started) {
            plan = started;
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
}
