package org.netloom.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.Network;
import org.netloom.runtime.checkpoint.Checkpoint;
import org.netloom.runtime.data.DataRequest;
import org.netloom.runtime.data.DataSplit;
import org.netloom.runtime.data.Datasets;
import org.netloom.runtime.data.Preprocessing;
import org.netloom.runtime.train.SeedReport;
import org.netloom.runtime.train.SeedRuns;
import org.netloom.runtime.train.TrainConfig;
import org.netloom.runtime.train.TrainConfig.RecalibrateAt;
import org.netloom.runtime.train.TrainListener;
import org.netloom.runtime.train.TrainOptions;
import org.netloom.runtime.train.TrainReport;
import org.netloom.runtime.train.Trainer;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code netloom train FILE}: from a .net file to a checkpoint. */
@Command(
        name = "train",
        description = "Trains a net; what an option leaves out, the file's train section says.",
        footerHeading =
                "%nSPEC is a name (glyphs, mnist, fashion_mnist, cifar10, cifar100), a table (.csv, .tsv, .parquet), a directory of%n"
                        + "images, IDX or CIFAR files, an .npz file or a .txt file; options follow, as in%n"
                        + "'iris.csv?target=species&test=0.2'.%n",
        footer = {"%nExample: netloom train lenet_bn.net --data glyphs --epochs 3"})
final class TrainCommand implements Callable<Integer> {
    private static final String DEFAULT_DATA = "glyphs";

    private final Terminal terminal;

    @Parameters(paramLabel = "FILE", description = "The .net file.")
    private Path file = Path.of("");

    @Option(names = "--net", paramLabel = "NAME", description = "The net, where the file has several.")
    private @Nullable String net;

    @Option(names = "--data", paramLabel = "SPEC", description = "What to learn from (default: the file's, or glyphs).")
    private @Nullable String data;

    @Mixin
    private NetParameters parameters = new NetParameters();

    @Mixin
    private TrainSettings settings = new TrainSettings();

    @Mixin
    private EngineOptions engineOptions = new EngineOptions();

    @ArgGroup
    private Length length = new Length();

    @Option(names = "--batch", paramLabel = "N", converter = Positive.class, description = "Examples in a step.")
    private @Nullable Integer batch;

    @Option(names = "--lr", paramLabel = "X", description = "The learning rate.")
    private @Nullable Double learningRate;

    @Option(names = "--seed", paramLabel = "N", description = "Of weights, shuffling and dropout.")
    private @Nullable Long seed;

    @Option(
            names = "--recalibrate",
            paramLabel = "N",
            description = "Estimate the moving statistics of bn afresh from N training examples; 0 never does.")
    private @Nullable Integer recalibrate;

    @Option(
            names = "--recalibrate-at",
            paramLabel = "WHEN",
            description = "epoch: before each evaluation and checkpoint. end: at the end of training.")
    private @Nullable RecalibrateAt recalibrateAt;

    @Option(names = "--no-shuffle", description = "Keep the order of the data.")
    private boolean noShuffle;

    @Option(
            names = "--freeze",
            paramLabel = "LAYERS",
            description =
                    "Leave these layers as they are, beside the file's: conv1, or a pattern, 'conv*'. Repeatable.")
    private List<String> freeze = List.of();

    @Option(names = "--init-from", paramLabel = "F.safetensors", description = "Start from this checkpoint.")
    private @Nullable Path initFrom;

    @Option(
            names = "--transfer-from",
            paramLabel = "F.safetensors",
            description = "Start from what fits of the checkpoint of another net, by name and shape.")
    private @Nullable Path transferFrom;

    @Option(
            names = "--resume",
            paramLabel = "F.safetensors",
            description = "Go on from the checkpoint of a training that was stopped, in the middle of an epoch, too.")
    private @Nullable Path resume;

    @Option(
            names = "--checkpoint",
            paramLabel = "DIR",
            description = "Where NET.safetensors goes after each epoch (default: ${DEFAULT-VALUE}).")
    private Path checkpoints = Path.of("checkpoints");

    @Option(
            names = "--overwrite",
            description = "Lose a checkpoint of an earlier run there, which otherwise is kept as NET.1.safetensors.")
    private boolean overwrite;

    @Mixin
    private TrainLogs logs = new TrainLogs();

    @Option(
            names = "--seeds",
            paramLabel = "N",
            description = "Train N times, with --seed and those behind it, each into DIR/seed-S; end with means.")
    private @Nullable Integer seeds;

    @Option(names = "--json", description = "End with one JSON object on stdout; all else goes to stderr.")
    private boolean json;

    /** How long: one of these. */
    private static final class Length {
        @Option(
                names = "--epochs",
                paramLabel = "N",
                converter = Positive.class,
                description = "How often to go through the data.")
        private @Nullable Integer epochs;

        @Option(
                names = "--steps",
                paramLabel = "N",
                converter = Positive.class,
                description = "How many batches to take instead.")
        private @Nullable Integer steps;
    }

    TrainCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try (PendingEngine engine = engineOptions.begin()) {
            if (Stream.of(resume, initFrom, transferFrom)
                            .filter(Objects::nonNull)
                            .count()
                    > 1) {
                throw new CliException(
                        "--resume goes on with a training, and --init-from and --transfer-from begin one: give one of them");
            }
            if (seeds != null) {
                SeedRuns.requireSeveral(seeds);
            }
            if (seeds != null && resume != null) {
                throw new CliException("--resume goes on with one training, and --seeds are several: give one of them");
            }
            LoadedNet loaded = LoadedNet.of(file, net, settings.on(parameters.options()), terminal);
            TrainConfig config = configuration(loaded.net().trainConfig());
            TrainScreen screen = new TrainScreen(terminal, json);
            try (Network network = loaded.net().create(engine.get())) {
                if (seeds == null) {
                    train(network, config, loaded.structure(), screen);
                } else {
                    DataSplit split = data(network, config, screen);
                    screen.header(file, network, config, split, engineOptions, seeds);
                    SeedRuns runs = new SeedRuns(
                            config,
                            split,
                            options(loaded.structure()).withListener(screen),
                            ofSeed -> begun(loaded.net().create(engine.get()), ofSeed, line -> {}));
                    train(runs, seeds, screen);
                }
            }
        }
        return 0;
    }

    private void train(Network network, TrainConfig config, String structure, TrainScreen screen) {
        try (TrainLogs.Open open = logs.open(resume != null)) {
            DataSplit split = data(network, config, screen);
            TrainOptions options = options(structure).withListener(TrainListener.all(open.listener(), screen));
            Trainer trainer = new Trainer(begun(network, config, screen::line), config, split, options);
            screen.header(file, network, config, split, engineOptions, 1);
            try (StopOnSignal signal = new StopOnSignal(trainer::stop)) {
                TrainReport report = trainer.train();
                screen.footer(report, report.stopped() ? goOn(report) : "", tryNext(report, config, split.heldOut()));
                if (json) {
                    terminal.out().println(Reports.json(report));
                }
            } finally {
                screen.clearBar();
            }
        }
    }

    private void train(SeedRuns runs, int count, TrainScreen screen) {
        try (SeedTraining training = new SeedTraining(screen, logs, terminal, count);
                StopOnSignal signal = new StopOnSignal(runs::stop)) {
            SeedReport report = runs.train(count, training);
            training.footer(report);
            if (json) {
                terminal.out().println(Reports.json(report));
            }
        } finally {
            screen.clearBar();
        }
    }

    private DataSplit data(Network network, TrainConfig config, TrainScreen screen) {
        return Datasets.open(DataRequest.of(String.valueOf(config.data()), network, screen::line)
                .withOptions(config.dataOptions())
                .withLoss(config.loss())
                .withPreprocessing(preprocessing(network)));
    }

    /** The network with the parameters that training begins with. */
    private Network begun(Network network, TrainConfig config, Consumer<String> lines) {
        network.initialize(config.init(), config.seed());
        if (initFrom != null) {
            Checkpoint.load(network, initFrom);
        }
        if (transferFrom != null) {
            Checkpoint.transfer(network, transferFrom).lines().forEach(lines);
        }
        return network;
    }

    private TrainOptions options(String structure) {
        return TrainOptions.defaults()
                .withSteps(length.steps == null ? null : (long) length.steps)
                .withShuffle(!noShuffle)
                .withCheckpoints(checkpoints)
                .withOverwrite(overwrite)
                .withResume(resume)
                .withStructure(structure);
    }

    /** What is known of the data before they are read; with another head the classes are those of the new data. */
    private @Nullable Preprocessing preprocessing(Network network) {
        if (transferFrom != null) {
            return Checkpoint.preprocessingOfInputs(transferFrom, network.inputShape());
        }
        Path from = resume != null ? resume : initFrom;
        return from == null ? null : Checkpoint.preprocessing(from);
    }

    /** What the file says, and above it what the options say. */
    private TrainConfig configuration(TrainConfig ofFile) {
        TrainConfig.Builder builder = ofFile.toBuilder();
        builder.data(data != null ? data : ofFile.data() != null ? ofFile.data() : DEFAULT_DATA);
        if (length.epochs != null) {
            builder.epochs(length.epochs);
        }
        if (batch != null) {
            builder.batch(batch);
        }
        if (learningRate != null) {
            builder.learningRate(learningRate);
        }
        if (seed != null) {
            builder.seed(seed);
        }
        if (recalibrate != null) {
            builder.recalibrate(recalibrate);
        }
        if (recalibrateAt != null) {
            builder.recalibrateAt(recalibrateAt);
        }
        builder.freeze(Stream.concat(ofFile.freeze().stream(), freeze.stream())
                .distinct()
                .toArray(String[]::new));
        return builder.build();
    }

    /** The command line that goes on with a training that was stopped. */
    private String goOn(TrainReport report) {
        List<String> more = new ArrayList<>(List.of("--resume", String.valueOf(report.checkpoint())));
        addIfGiven(more, "--data", data);
        more.addAll(settings.words());
        addIfGiven(more, "--epochs", length.epochs);
        addIfGiven(more, "--steps", length.steps);
        addIfGiven(more, "--batch", batch);
        addIfGiven(more, "--lr", learningRate);
        addIfGiven(more, "--seed", seed);
        addIfGiven(more, "--recalibrate", recalibrate);
        addIfGiven(more, "--recalibrate-at", recalibrateAt);
        freeze.forEach(layers -> addIfGiven(more, "--freeze", layers));
        more.addAll(logs.words());
        if (noShuffle) {
            more.add("--no-shuffle");
        }
        if (!checkpoints.equals(Path.of("checkpoints"))) {
            more.addAll(List.of("--checkpoint", checkpoints.toString()));
        }
        return CheckpointedNet.commandLine("train", file, net, parameters, engineOptions, more);
    }

    private static void addIfGiven(List<String> words, String option, @Nullable Object value) {
        if (value != null) {
            words.addAll(List.of(option, value.toString()));
        }
    }

    /** The command line that measures what was trained, on what training has tested it on. */
    private String tryNext(TrainReport report, TrainConfig config, boolean heldOut) {
        String validation = settings.values().get("validation");
        String spec = String.valueOf(config.data());
        List<String> more = new ArrayList<>(List.of(
                "--from",
                String.valueOf(report.checkpoint()),
                "--data",
                validation == null ? spec : Datasets.withOption(spec, "validation", validation)));
        more.addAll(TrainSettings.wordsOfMeasuring(settings.values(), config));
        if (heldOut) {
            more.add("--held-out");
        }
        return CheckpointedNet.commandLine("eval", file, net, parameters, engineOptions, more);
    }
}
