package org.netloom.compiler;

import java.util.List;
import org.netloom.compiler.Compilation.GeneratedClass;
import org.netloom.compiler.internal.check.Checker;
import org.netloom.compiler.internal.emit.JavaEmitter;
import org.netloom.compiler.internal.ir.Network;
import org.netloom.compiler.internal.lint.Lint;
import org.netloom.compiler.internal.lint.Silence;
import org.netloom.compiler.internal.pass.DropRedundantBias;
import org.netloom.compiler.internal.pass.SpreadStatistics;
import org.netloom.compiler.internal.syntax.NetFile;
import org.netloom.compiler.internal.syntax.NetParser;
import org.netloom.compiler.options.CompilerOptions;
import org.netloom.compiler.options.Optimizations;
import org.netloom.compiler.problem.Problem;
import org.netloom.compiler.problem.Problems;
import org.netloom.compiler.problem.Severity;
import org.netloom.compiler.source.SourceFile;

/**
 * The one way into the compiler, for the command line, the Maven plugin, an editor and tests alike.
 *
 * <pre>
 * lenet_bn.net ─ parse ─ resolve ─ infer shapes ─ passes ─ emit ─ LeNetBn.java
 *    text         AST     layers    Network (IR)
 * </pre>
 */
public final class NetCompiler {
    private NetCompiler() {}

    /** Compiles these files together; never throws for what is in them. */
    public static Compilation compile(List<SourceFile> files, CompilerOptions options) {
        return compile(files, options, true);
    }

    /** The same without Java at the end, in less time: {@link Compilation#classes} is empty. All problems are found. */
    public static Compilation check(List<SourceFile> files, CompilerOptions options) {
        return compile(files, options, false);
    }

    private static Compilation compile(List<SourceFile> files, CompilerOptions options, boolean emitted) {
        Problems problems = new Problems();
        List<NetFile> trees =
                files.stream().map(file -> NetParser.parse(file, problems)).toList();
        List<Network> networks = Checker.check(trees, options, problems).stream()
                .map(network -> passes(network, problems))
                .toList();
        List<Problem> judged =
                Silence.apply(files, problems).stream().map(options::judged).toList();
        List<GeneratedClass> classes =
                !emitted || judged.stream().anyMatch(problem -> problem.severity() == Severity.ERROR)
                        ? List.of()
                        : networks.stream()
                                .map(network -> emit(network, options.optimizations()))
                                .toList();
        return new Compilation(trees, networks, classes, judged);
    }

    /** Warnings about what was written, then all passes, in their order. */
    private static Network passes(Network network, Problems problems) {
        Lint.check(network, problems);
        return DropRedundantBias.apply(SpreadStatistics.apply(network), problems);
    }

    private static GeneratedClass emit(Network network, Optimizations optimizations) {
        return new GeneratedClass(network.packageName(), network.name(), JavaEmitter.emit(network, optimizations));
    }
}
