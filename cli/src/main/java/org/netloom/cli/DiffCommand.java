package org.netloom.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.internal.diff.NetDiff;
import org.netloom.compiler.internal.ir.Network;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code netloom diff A B}: two nets side by side. */
@Command(
        name = "diff",
        description = "Compares two nets: layers, parameters, FLOPs, and which weights of a checkpoint of the first one"
                + " carry over to the second one.")
final class DiffCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(index = "0", paramLabel = "A", description = "The .net file of the first net.")
    private Path first = Path.of("");

    @Parameters(index = "1", paramLabel = "B", description = "The .net file of the second net; it may be the same.")
    private Path second = Path.of("");

    @Option(names = "--net", paramLabel = "NAME", description = "This net of A, which has several.")
    private @Nullable String firstNet;

    @Option(names = "--other-net", paramLabel = "NAME", description = "This net of B, which has several.")
    private @Nullable String secondNet;

    @Mixin
    private NetParameters parameters = new NetParameters();

    DiffCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Network a = NetFiles.choose(NetFiles.check(first, parameters.options(), terminal), firstNet, first);
        Network b = NetFiles.choose(NetFiles.check(second, parameters.options(), terminal), secondNet, second);
        terminal.out().print(NetDiff.text(a, b, terminal.width()));
        return 0;
    }
}
