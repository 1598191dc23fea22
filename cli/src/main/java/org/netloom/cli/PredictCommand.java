package org.netloom.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.Network;
import org.netloom.runtime.data.Dataset;
import org.netloom.runtime.internal.io.AtomicFile;
import org.netloom.runtime.predict.Answer;
import org.netloom.runtime.predict.Predictor;
import org.netloom.runtime.train.TrainConfig;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code netloom predict FILE --from F.safetensors INPUT…}: what a checkpoint says of examples. */
@Command(
        name = "predict",
        description = "Says what a trained net makes of images, tables or other data, which need no targets.",
        footer = {
            "%nExample: netloom predict flowers.net --from checkpoints/Flowers.safetensors rose.jpg",
            "--out F.npz writes the outputs as they are, logits float32 [N,K] and class int64 [N], and as float64 [N,K]",
            "the probabilities or numbers; of sequences [N,T,K] and [N,T]. --out F.csv writes what --csv does."
        })
final class PredictCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private CheckpointedNet net = new CheckpointedNet();

    @Parameters(
            index = "1..*",
            paramLabel = "INPUT",
            description = "Images, directories, tables: what a training takes, with or without targets.")
    private List<String> inputs = List.of();

    @Option(names = "--data", paramLabel = "SPEC", description = "The same as an INPUT: its test part.")
    private @Nullable String data;

    @Option(
            names = "--batch",
            paramLabel = "N",
            converter = Positive.class,
            description = "Examples that go through the net at once (default: ${DEFAULT-VALUE}).")
    private int batch = 256;

    @ArgGroup
    private Form form = new Form();

    /** Other forms of an answer than words: one of these. */
    private static final class Form {
        @Option(
                names = "--out",
                paramLabel = "F.npz|.csv",
                description = "Write to this file instead: a table, or the outputs of one INPUT as arrays.")
        private @Nullable Path out;

        @Option(names = "--json", description = "Write one JSON object to stdout; all else goes to stderr.")
        private boolean json;

        @Option(names = "--csv", description = "Write a table to stdout: a line for each example.")
        private boolean csv;
    }

    PredictCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        List<String> specs = new ArrayList<>(inputs);
        if (data != null) {
            specs.add(data);
        }
        if (specs.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "there is nothing to predict: name an image, a directory or another file behind the options");
        }
        if (form.out != null && !isTable(form.out) && specs.size() > 1) {
            throw new CliException("%s takes the outputs of one input, not of %s; a .csv takes those of all"
                    .formatted(form.out, String.join(", ", specs)));
        }
        net.use(terminal, (network, config) -> predict(network, config, specs));
        return 0;
    }

    private void predict(Network network, TrainConfig config, List<String> specs) {
        try (Predictor predictor = Predictor.of(network, net.checkpoint(), config, batch)) {
            if (form.out != null && !isTable(form.out)) {
                write(predictor, specs.get(0), form.out);
                return;
            }
            List<Answer> answers = new ArrayList<>();
            for (String spec : specs) {
                answers.addAll(predictor.predict(predictor.open(spec, terminal.err()::println)));
            }
            Answers shown = new Answers(network.name(), answers);
            if (form.out != null) {
                AtomicFile.write(form.out, shown.csv());
                terminal.err()
                        .println(String.format(
                                Locale.ROOT, "wrote %,d lines to %s, and a head", answers.size(), form.out));
                return;
            }
            terminal.out().print(form.json ? shown.json() : form.csv ? shown.csv() : shown.text(terminal));
        }
    }

    private static boolean isTable(Path file) {
        return PictureFile.ending(file).equals("csv");
    }

    private void write(Predictor predictor, String spec, Path out) {
        Dataset examples = predictor.open(spec, terminal.err()::println);
        int count = predictor.write(examples, out);
        terminal.err()
                .println(String.format(
                        Locale.ROOT, "wrote the outputs for %,d examples of %s to %s", count, examples.name(), out));
    }
}
