package org.netloom.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.netloom.compiler.format.NetFormatter;
import org.netloom.compiler.problem.Problems;
import org.netloom.compiler.source.SourceFile;
import org.netloom.runtime.internal.io.AtomicFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code netloom fmt [--check] FILE...}: the one layout. */
@Command(
        name = "fmt",
        description = "Lays out .net files: spaces, indentation, lines of at most 100 characters. Lines break where the"
                + " author broke them, and comments stay.")
final class FormatCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "The .net files.")
    private List<Path> files = List.of();

    @Option(names = "--check", description = "Write nothing; exit code 1 where a file would change.")
    private boolean check;

    FormatCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Problems problems = new Problems();
        List<SourceFile> sources = NetFiles.read(files);
        List<String> texts = sources.stream()
                .map(source -> NetFormatter.format(source, problems))
                .toList();
        NetFiles.show(problems.sorted(), terminal);
        if (problems.hasErrors()) {
            throw new CliException(NetFiles.count(problems.sorted()) + ", so nothing was written");
        }
        List<Path> changed = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            if (!texts.get(i).equals(sources.get(i).text())) {
                changed.add(files.get(i));
                if (!check) {
                    AtomicFile.write(files.get(i), texts.get(i));
                }
            }
        }
        changed.forEach(file -> terminal.err().println((check ? "would change " : "wrote ") + file));
        return check && !changed.isEmpty() ? 1 : 0;
    }
}
