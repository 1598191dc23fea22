package org.netloom.cli;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.netloom.runtime.Network;
import org.netloom.runtime.checkpoint.Checkpoint;
import org.netloom.runtime.data.DataRequest;
import org.netloom.runtime.train.TrainConfig;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A net, its checkpoint and data, for the commands that use what training made. */
final class TrainedNet {
    @Mixin
    private CheckpointedNet net = new CheckpointedNet();

    @Option(
            names = "--data",
            paramLabel = "SPEC",
            required = true,
            description =
                    "A name (glyphs, mnist, fashion_mnist, cifar10, cifar100), a table (.csv, .tsv, .parquet), a directory of"
                            + " images, IDX or CIFAR files, an .npz file or a .txt file.")
    private String data = "";

    @Option(
            names = "--batch",
            paramLabel = "N",
            converter = Positive.class,
            description = "Examples that go through the net at once (default: ${DEFAULT-VALUE}).")
    private int batch = 256;

    /** Compiles the net, gives it the checkpoint's parameters, uses it and closes it. */
    void use(Terminal terminal, CheckpointedNet.Use use) {
        net.use(terminal, use);
    }

    /** The same with settings in the place of the file's. */
    void use(Terminal terminal, TrainSettings settings, CheckpointedNet.Use use) {
        net.use(terminal, settings, use);
    }

    /** What the command asks of the data: that they become what the checkpoint's training has seen. */
    DataRequest request(Network network, TrainConfig config, Consumer<String> progress) {
        return DataRequest.of(data, network, progress)
                .withOptions(config.dataOptions())
                .withLoss(config.loss())
                .withPreprocessing(Checkpoint.preprocessing(net.checkpoint()));
    }

    Path checkpoint() {
        return net.checkpoint();
    }

    String data() {
        return data;
    }

    int batch() {
        return batch;
    }
}
