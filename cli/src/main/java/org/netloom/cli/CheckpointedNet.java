package org.netloom.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.options.CompilerOptions;
import org.netloom.runtime.Network;
import org.netloom.runtime.checkpoint.Checkpoint;
import org.netloom.runtime.train.GeneratedNet;
import org.netloom.runtime.train.TrainConfig;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A net and its checkpoint. */
final class CheckpointedNet {
    @Parameters(index = "0", paramLabel = "FILE", description = "The .net file.")
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
        use(terminal, parameters.options(), use);
    }

    /** The same with settings in the place of the file's. */
    void use(Terminal terminal, TrainSettings settings, Use use) {
        use(terminal, settings.on(parameters.options()), use);
    }

    private void use(Terminal terminal, CompilerOptions options, Use use) {
        try (PendingEngine engine = engineOptions.begin()) {
            GeneratedNet loaded = LoadedNet.of(file, net, options, terminal).net();
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
        return commandLine(
                command,
                file,
                net,
                parameters,
                engineOptions,
                List.of("--from", checkpoint.toString(), "--data", data));
    }

    /**
     * The line that calls another command with a net as this one has it.
     *
     * @param more what comes behind the options that all such commands have
     */
    static String commandLine(
            String command,
            Path file,
            @Nullable String net,
            NetParameters parameters,
            EngineOptions engine,
            List<String> more) {
        List<String> words = new ArrayList<>(List.of(Shell.command(), command, file.toString()));
        if (net != null) {
            words.addAll(List.of("--net", net));
        }
        words.addAll(parameters.words());
        words.addAll(engine.words());
        words.addAll(more);
        return words.stream().map(Shell::quote).collect(Collectors.joining(" "));
    }
}
