package org.netloom.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.Network;
import org.netloom.runtime.checkpoint.Checkpoint;
import org.netloom.runtime.train.GeneratedNet;
import org.netloom.runtime.train.TrainConfig;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A net and its checkpoint. */
final class CheckpointedNet {
    @Parameters(paramLabel = "FILE", description = "The .net file.")
    private Path file = Path.of("");

    @Option(names = "--net", paramLabel = "NAME", description = "The net, where the file has several.")
    private @Nullable String net;

    @Option(names = "--from", paramLabel = "F.safetensors", required = true, description = "The checkpoint.")
    private Path checkpoint = Path.of("");

    @Mixin
    private NetParameters parameters = new NetParameters();

    @Mixin
    private EngineOptions engineOptions = new EngineOptions();

    interface Use {
        void run(Network network, TrainConfig config);
    }

    /** Compiles the net, gives it the checkpoint's parameters, uses it and closes it. */
    void use(Terminal terminal, Use use) {
        try (PendingEngine engine = engineOptions.begin()) {
            GeneratedNet loaded = LoadedNet.of(file, net, parameters.options(), terminal);
            try (Network network = loaded.create(engine.get())) {
                Checkpoint.load(network, checkpoint);
                use.run(network, loaded.trainConfig());
            }
        }
    }

    Path checkpoint() {
        return checkpoint;
    }

    /** The line that calls another command with this net, its checkpoint and these data. */
    String commandLine(String command, String data) {
        List<String> words = new ArrayList<>(List.of(Shell.command(), command, file.toString()));
        if (net != null) {
            words.addAll(List.of("--net", net));
        }
        parameters.values().forEach((name, value) -> words.addAll(List.of("-P", name + "=" + value)));
        words.addAll(List.of("--from", checkpoint.toString(), "--data", data));
        return words.stream().map(Shell::quote).collect(Collectors.joining(" "));
    }
}
