package org.netloom.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.Compilation;
import org.netloom.compiler.NetCompiler;
import org.netloom.compiler.internal.ir.Network;
import org.netloom.compiler.options.CompilerOptions;
import org.netloom.compiler.problem.Problem;
import org.netloom.compiler.problem.ProblemRenderer;
import org.netloom.compiler.problem.Severity;
import org.netloom.compiler.source.SourceFile;
import org.netloom.runtime.internal.io.IoFailure;

/** Reads and compiles the files that a command names, and shows what is wrong with them. */
final class NetFiles {
    private NetFiles() {}

    /** @throws CliException where a file cannot be read */
    static List<SourceFile> read(List<Path> files) {
        List<SourceFile> sources = new ArrayList<>();
        for (Path file : files) {
            if (Files.isDirectory(file)) {
                throw new CliException(file + " is a directory, not a .net file");
            }
            try {
                sources.add(SourceFile.read(file));
            } catch (IOException e) {
                throw new CliException("cannot read %s: %s".formatted(file, IoFailure.reason(e)), e);
            }
        }
        return sources;
    }

    /**
     * Compiles one file and shows its errors and warnings.
     *
     * @throws CliException where there is an error
     */
    static Compilation compile(Path file, CompilerOptions options, Terminal terminal) {
        return shown(NetCompiler.compile(read(List.of(file)), options), terminal);
    }

    /** The same without Java at the end, for who looks at the nets alone. */
    static Compilation check(Path file, CompilerOptions options, Terminal terminal) {
        return shown(NetCompiler.check(read(List.of(file)), options), terminal);
    }

    private static Compilation shown(Compilation compilation, Terminal terminal) {
        showWithoutNotes(compilation.problems(), terminal);
        if (!compilation.succeeded()) {
            throw new CliException(count(compilation.problems()));
        }
        return compilation;
    }

    /** The only net, or the one of this name. */
    static Network choose(Compilation compilation, @Nullable String name, Path file) {
        List<Network> nets = compilation.networks();
        List<String> names = nets.stream().map(Network::name).toList();
        if (nets.isEmpty()) {
            throw new CliException("there is no net in " + file);
        }
        if (name == null && nets.size() > 1) {
            throw new CliException(String.format(
                    Locale.ROOT, "there are %d nets in %s: choose one with --net, %s", nets.size(), file, or(names)));
        }
        return nets.stream()
                .filter(net -> name == null || net.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new CliException(
                        "there is no net %s in %s, which has %s".formatted(name, file, String.join(", ", names))));
    }

    static void show(List<Problem> problems, Terminal terminal) {
        ProblemRenderer renderer = terminal.colored() ? ProblemRenderer.colored() : ProblemRenderer.plain();
        terminal.err().print(renderer.render(problems));
    }

    /** Notes ask for no change, so only {@code check} shows them. */
    static void showWithoutNotes(List<Problem> problems, Terminal terminal) {
        show(
                problems.stream()
                        .filter(problem -> problem.severity() != Severity.NOTE)
                        .toList(),
                terminal);
    }

    /** {@code 2 errors and 1 warning}. */
    static String count(List<Problem> problems) {
        String errors = count(problems, Severity.ERROR, "error");
        String warnings = count(problems, Severity.WARNING, "warning");
        return errors.isEmpty() || warnings.isEmpty() ? errors + warnings : errors + " and " + warnings;
    }

    private static String count(List<Problem> problems, Severity severity, String word) {
        long count = problems.stream()
                .filter(problem -> problem.severity() == severity)
                .count();
        return count == 0 ? "" : count + " " + word + (count == 1 ? "" : "s");
    }

    private static String or(List<String> names) {
        int last = names.size() - 1;
        return String.join(", ", names.subList(0, last)) + " or " + names.get(last);
    }
}
