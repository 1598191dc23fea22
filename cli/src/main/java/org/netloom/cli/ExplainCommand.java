package org.netloom.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.Compilation;
import org.netloom.compiler.Compilation.GeneratedClass;
import org.netloom.compiler.internal.explain.Explain;
import org.netloom.compiler.internal.explain.ExplainEngine;
import org.netloom.compiler.internal.explain.Lines;
import org.netloom.compiler.internal.ir.Network;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code netloom explain FILE [--ast|--ir|--java]}: a stage of the compiler, made visible. */
@Command(
        name = "explain",
        description = "Shows a table of each net's layers, with output shapes, parameters, FLOPs and memory.")
final class ExplainCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(paramLabel = "FILE", description = "The .net file.")
    private Path file = Path.of("");

    @Option(names = "--net", paramLabel = "NAME", description = "Only this net of the file.")
    private @Nullable String net;

    @Option(
            names = "--batch",
            paramLabel = "N",
            converter = Positive.class,
            description = "The batch size that training memory is told for (default: the train section's, or 256).")
    private @Nullable Integer batch;

    @Option(
            names = "--engine",
            paramLabel = "NAME",
            description =
                    "Also what this engine, auto, vector or nd4j, computes in one call, by which algorithm, and for which layers it has no kernel.")
    private @Nullable String engine;

    @ArgGroup
    private Stage stage = new Stage();

    /** At most one of these. */
    private static final class Stage {
        @Option(names = "--ast", description = "The syntax tree instead.")
        private boolean ast;

        @Option(names = "--ir", description = "The network as the compiler sees it instead.")
        private boolean ir;

        @Option(names = "--java", description = "The generated Java class instead.")
        private boolean java;
    }

    @Mixin
    private NetParameters parameters = new NetParameters();

    ExplainCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Compilation compilation = stage.java
                ? NetFiles.compile(file, parameters.options(), terminal)
                : NetFiles.check(file, parameters.options(), terminal);
        if (stage.ast) {
            print(compilation.files().stream().map(Object::toString).toList());
            return 0;
        }
        List<Network> nets = net == null ? compilation.networks() : List.of(NetFiles.choose(compilation, net, file));
        if (stage.ir) {
            print(nets.stream().map(Network::toString).toList());
        } else if (stage.java) {
            List<String> names = nets.stream().map(Network::name).toList();
            print(compilation.classes().stream()
                    .filter(generated -> names.contains(generated.className()))
                    .map(GeneratedClass::source)
                    .toList());
        } else {
            print(nets.stream().map(this::table).toList());
        }
        return 0;
    }

    private String table(Network network) {
        int examples = batch == null ? Explain.batch(network) : batch;
        String table = Explain.table(network, examples, terminal.width());
        String name = engine;
        if (name == null) {
            return table;
        }
        return table + Lines.wrap(ExplainEngine.text(network, examples, new EngineFacts(name)), terminal.width(), 2);
    }

    private void print(List<String> parts) {
        String text = parts.stream().map(String::stripTrailing).collect(Collectors.joining("\n\n"));
        terminal.out().println(text);
    }
}
