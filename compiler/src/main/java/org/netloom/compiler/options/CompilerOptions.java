package org.netloom.compiler.options;

import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.internal.lower.Optimizations;
import org.netloom.compiler.problem.Problem;
import org.netloom.compiler.problem.Severity;
import org.netloom.compiler.registry.Layers;
import org.netloom.compiler.source.SourceFile;
import org.netloom.compiler.source.SourceResolver;

/**
 * What a caller may choose.
 *
 * @param defaultPackage the Java package of a file that names none; may be empty
 * @param warningsAsErrors the ids of the warnings that are errors; with {@link #ALL} each of them is
 * @param parameters values for parameters of nets, as they would be written in a file: {@code classes} to {@code 5} sets
 *     the parameter of every net that has one of this name, {@code LeNet.classes} that of one net
 * @param sources finds the files that others import
 * @param optimizations what generated code does to be fast and small
 * @param layers the layers that nets can use
 */
public record CompilerOptions(
        Function<SourceFile, String> defaultPackage,
        Set<String> warningsAsErrors,
        Map<String, String> parameters,
        SourceResolver sources,
        Optimizations optimizations,
        Layers layers) {
    /** Where classes go whose file names no package. */
    public static final String DEFAULT_PACKAGE = "nets";

    /** In the place of an id: every warning. */
    public static final String ALL = "all";

    public CompilerOptions {
        warningsAsErrors = Set.copyOf(warningsAsErrors);
        parameters = Map.copyOf(parameters);
    }

    /** Warnings stay warnings, no parameters are set, imports come from the file system, and layers from the class path. */
    public CompilerOptions(Function<SourceFile, String> defaultPackage) {
        this(defaultPackage, Set.of(), Map.of(), SourceResolver.files(), Optimizations.ALL, Layers.onClassPath());
    }

    /** Files that name no package go into {@link org.netloom.compiler.NetCompiler#DEFAULT_PACKAGE}. */
    public static CompilerOptions defaults() {
        return inPackage(null);
    }

    /** All files that name no package go into this one, or into {@link org.netloom.compiler.NetCompiler#DEFAULT_PACKAGE} where it is null. */
    public static CompilerOptions inPackage(@Nullable String name) {
        return new CompilerOptions(file -> name == null ? DEFAULT_PACKAGE : name);
    }

    /** The same with these warnings as errors. */
    public CompilerOptions warningsAsErrors(Set<String> ids) {
        return new CompilerOptions(defaultPackage, ids, parameters, sources, optimizations, layers);
    }

    /** The same with these values for parameters of nets. */
    public CompilerOptions withParameters(Map<String, String> values) {
        return new CompilerOptions(defaultPackage, warningsAsErrors, values, sources, optimizations, layers);
    }

    /** The same with imports from elsewhere. */
    public CompilerOptions withSources(SourceResolver resolver) {
        return new CompilerOptions(defaultPackage, warningsAsErrors, parameters, resolver, optimizations, layers);
    }

    /** The same with other optimizations. */
    public CompilerOptions withOptimizations(Optimizations chosen) {
        return new CompilerOptions(defaultPackage, warningsAsErrors, parameters, sources, chosen, layers);
    }

    /** The same with these layers. */
    public CompilerOptions withLayers(Layers known) {
        return new CompilerOptions(defaultPackage, warningsAsErrors, parameters, sources, optimizations, known);
    }

    /** The problem itself, or an error in the place of a warning that is to be one. */
    public Problem judged(Problem problem) {
        boolean error = problem.severity() == Severity.WARNING
                && (warningsAsErrors.contains(ALL) || warningsAsErrors.contains(problem.id()));
        return error ? problem.as(Severity.ERROR) : problem;
    }
}
