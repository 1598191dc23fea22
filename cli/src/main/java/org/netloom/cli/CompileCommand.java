package org.netloom.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.project.NetProject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code netloom compile FILE... -d DIR}: Java source files. */
@Command(
        name = "compile",
        description = "Writes a Java class for each net; where a file has an error, nothing is written.")
final class CompileCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "The .net files.")
    private List<Path> files = List.of();

    @Option(
            names = {"-d", "--directory"},
            paramLabel = "DIR",
            required = true,
            description = "The root of the Java packages.")
    private Path directory = Path.of("");

    @Option(names = "--package", paramLabel = "P", description = "The package of files that name none (default: nets).")
    private @Nullable String packageName;

    @Mixin
    private WarningOptions warnings = new WarningOptions();

    @Mixin
    private NetParameters parameters = new NetParameters();

    CompileCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        NetProject.Outcome outcome = NetProject.ofFiles(files, directory)
                .withDefaultPackage(packageName)
                .withWarningsAsErrors(warnings.errors())
                .withParameters(parameters.values())
                .withImportFolders(parameters.importFolders())
                .build();
        NetFiles.showWithoutNotes(outcome.problems(), terminal);
        if (!outcome.succeeded()) {
            throw new CliException(NetFiles.count(outcome.problems()) + ", so nothing was written");
        }
        outcome.written().forEach(file -> terminal.err().println("wrote " + file));
        if (outcome.written().isEmpty()) {
            terminal.err().println("nothing changed in " + directory);
        }
        return 0;
    }
}
