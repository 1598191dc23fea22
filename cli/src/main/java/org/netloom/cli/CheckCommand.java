package org.netloom.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.netloom.compiler.Compilation;
import org.netloom.compiler.NetCompiler;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code netloom check FILE...}: problems only. */
@Command(name = "check", description = "Shows the problems of .net files; exit code 1 where one is an error.")
final class CheckCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "The .net files.")
    private List<Path> files = List.of();

    @Mixin
    private WarningOptions warnings = new WarningOptions();

    @Mixin
    private NetParameters parameters = new NetParameters();

    CheckCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Compilation compilation =
                NetCompiler.check(NetFiles.read(files), parameters.options().withWarningsAsErrors(warnings.errors()));
        NetFiles.show(compilation.problems(), terminal);
        if (!compilation.succeeded()) {
            throw new CliException(NetFiles.count(compilation.problems()));
        }
        return 0;
    }
}
