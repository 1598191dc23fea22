package org.netloom.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.Network;
import org.netloom.runtime.checkpoint.Checkpoint;
import org.netloom.runtime.data.DataRequest;
import org.netloom.runtime.data.Dataset;
import org.netloom.runtime.data.Datasets;
import org.netloom.runtime.inspect.Inspection;
import org.netloom.runtime.inspect.StepPicture;
import org.netloom.runtime.train.TrainConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code netloom stats FILE --from F.safetensors [--data SPEC]}: a checkpoint from inside. */
@Command(
        name = "stats",
        description =
                "Shows the batch normalizations of a checkpoint: scale, shift, moving statistics, dead channels. With"
                        + " data also how far the moving statistics are from the data's, and the gradients and relative change of"
                        + " each layer in one step of training. Nothing is changed.")
final class StatsCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private CheckpointedNet net = new CheckpointedNet();

    @Option(
            names = "--data",
            paramLabel = "SPEC",
            description =
                    "A name (glyphs, mnist, fashion_mnist, cifar10, cifar100), a table, a directory, an .npz file or a .txt file, of which the"
                            + " training part is taken.")
    private @Nullable String data;

    @Option(
            names = "-n",
            paramLabel = "N",
            converter = Positive.class,
            description = "How many training examples to look at, in whole batches (default: ${DEFAULT-VALUE}).")
    private int examples = Inspection.EXAMPLES;

    @Option(
            names = "--batch",
            paramLabel = "N",
            converter = Positive.class,
            description = "Examples that are normalized together (default: the train section's).")
    private @Nullable Integer batch;

    @Option(names = "--layer", paramLabel = "NAME", description = "Every channel of this batch normalization: bn1.")
    private @Nullable String layer;

    @Option(
            names = "--picture",
            paramLabel = "F.svg|.png",
            description = "Draw the gradients and the relative change of each layer; needs --data.")
    private @Nullable Path picture;

    @Option(names = "--json", description = "Write one JSON object to stdout; all else goes to stderr.")
    private boolean json;

    StatsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (picture != null && data == null) {
            throw new CliException("the picture shows gradients, which need data: add --data SPEC");
        }
        if (picture != null) {
            PictureFile.requireKnown(picture);
        }
        net.use(terminal, this::show);
        return 0;
    }

    private void show(Network network, TrainConfig config) {
        if (layer != null) {
            Inspection.requireLayer(network, layer);
        }
        Inspection inspection = data == null ? Inspection.of(network) : inspect(network, config, data);
        String wayOut = data == null || inspection.alarms().isEmpty() ? null : net.commandLine("recalibrate", data);
        if (json) {
            terminal.out()
                    .println(StatsJson.of(
                            network.name(), network.engine().name(), net.checkpoint(), inspection, layer, wayOut));
        } else {
            terminal.out()
                    .print(new StatsText(inspection, terminal.width())
                            .page(network.name(), net.checkpoint(), layer, wayOut));
        }
        if (picture != null) {
            PictureFile.write(picture, StepPicture.svg(network.name(), inspection));
            terminal.err().println("wrote " + picture);
        }
    }

    private Inspection inspect(Network network, TrainConfig config, String spec) {
        DataRequest request = DataRequest.of(spec, network, terminal.err()::println)
                .withOptions(config.dataOptions())
                .withLoss(config.loss())
                .withPreprocessing(Checkpoint.preprocessing(net.checkpoint()));
        Dataset train = Datasets.open(request).train();
        TrainConfig chosen =
                batch == null ? config : config.toBuilder().batch(batch).build();
        return Inspection.of(network, chosen, train, examples);
    }
}
