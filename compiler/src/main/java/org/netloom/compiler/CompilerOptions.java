package org.netloom.compiler;

import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.problem.Problem;
import org.netloom.compiler.problem.Severity;
import org.netloom.compiler.source.SourceFile;

/**
 * What a caller may choose.
 *
 * @param defaultPackage the Java package of a file that names none; may be empty
 * @param warningsAsErrors the ids of the warnings that are errors; with {@link #ALL} each of them is
 */
public record CompilerOptions(Function<SourceFile, String> defaultPackage, Set<String> warningsAsErrors) {
    /** In the place of an id: every warning. */
    public static final String ALL = "all";

    public CompilerOptions {
        warningsAsErrors = Set.copyOf(warningsAsErrors);
    }

    /** Warnings stay warnings. */
    public CompilerOptions(Function<SourceFile, String> defaultPackage) {
        this(defaultPackage, Set.of());
    }

    /** Files that name no package go into {@link NetCompiler#DEFAULT_PACKAGE}. */
    public static CompilerOptions defaults() {
        return inPackage(null);
    }

    /** All files that name no package go into this one, or into {@link NetCompiler#DEFAULT_PACKAGE} where it is null. */
    public static CompilerOptions inPackage(@Nullable String name) {
        return new CompilerOptions(file -> name == null ? NetCompiler.DEFAULT_PACKAGE : name);
    }

    /** The same with these warnings as errors. */
    public CompilerOptions warningsAsErrors(Set<String> ids) {
        return new CompilerOptions(defaultPackage, ids);
    }

    /** The problem itself, or an error in the place of a warning that is to be one. */
    Problem judged(Problem problem) {
        boolean error = problem.severity() == Severity.WARNING
                && (warningsAsErrors.contains(ALL) || warningsAsErrors.contains(problem.id()));
        return error ? problem.as(Severity.ERROR) : problem;
    }
}
