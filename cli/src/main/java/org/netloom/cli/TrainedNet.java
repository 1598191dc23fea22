package org.netloom.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.Network;
import org.netloom.runtime.checkpoint.Checkpoint;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.train.GeneratedNet;
import org.netloom.runtime.train.TrainConfig;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A net and its checkpoint, for the commands that use what training made. */
final class TrainedNet {
    @Parameters(paramLabel = "FILE", description = "The .net file.")
    private Path file = Path.of("");

    @Option(names = "--net", paramLabel = "NAME", description = "The net, where the file has several.")
    private @Nullable String net;

    @Option(names = "--from", paramLabel = "F.safetensors", required = true, description = "The checkpoint.")
    private Path checkpoint = Path.of("");

    @Option(
            names = "--data",
            paramLabel = "SPEC",
            required = true,
            description =
                    "A name (glyphs, mnist, fashion_mnist), a directory of IDX files, an .npz file or a .txt file, of which the"
                            + " test part is taken.")
    private String data = "";

    @Option(
            names = "--batch",
            paramLabel = "N",
            converter = Positive.class,
            description = "Examples that go through the net at once (default: ${DEFAULT-VALUE}).")
    private int batch = 256;

    @Mixin
    private NetParameters parameters = new NetParameters();

    @Mixin
    private EngineOptions engineOptions = new EngineOptions();

    interface Use {
        void run(Network network, TrainConfig config);
    }

    /** Compiles the net, gives it the checkpoint's parameters, uses it and closes it. */
    void use(Terminal terminal, Use use) {
        GeneratedNet loaded = LoadedNet.of(file, net, parameters.options(), terminal);
        try (Engine engine = engineOptions.create();
                Network network = loaded.create(engine)) {
            Checkpoint.load(network, checkpoint);
            use.run(network, loaded.trainConfig());
        }
    }

    Path checkpoint() {
        return checkpoint;
    }

    String data() {
        return data;
    }

    int batch() {
        return batch;
    }
}
