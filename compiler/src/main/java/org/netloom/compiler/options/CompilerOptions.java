package org.netloom.compiler.options;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.netloom.compiler.problem.Problem;
import org.netloom.compiler.problem.Severity;
import org.netloom.compiler.registry.Layers;
import org.netloom.compiler.registry.TrainWords;
import org.netloom.compiler.source.SourceFile;
import org.netloom.compiler.source.SourceResolver;

/**
 * What a caller may choose: {@link #defaults}, and what is to be otherwise. It never changes; each {@code with…} gives
 * another one.
 */
public final class CompilerOptions {
    /** Where classes go whose file names no package. */
    public static final String DEFAULT_PACKAGE = "nets";

    /** In the place of an id: every warning. */
    public static final String ALL = "all";

    private final Function<SourceFile, String> defaultPackage;
    private final Set<String> warningsAsErrors;
    private final Map<String, String> parameters;
    private final Map<String, String> settings;
    private final SourceResolver sources;
    private final Optimizations optimizations;
    private final Layers layers;
    private final TrainWords trainWords;

    private CompilerOptions(
            Function<SourceFile, String> defaultPackage,
            Set<String> warningsAsErrors,
            Map<String, String> parameters,
            Map<String, String> settings,
            SourceResolver sources,
            Optimizations optimizations,
            Layers layers,
            TrainWords trainWords) {
        this.defaultPackage = defaultPackage;
        this.warningsAsErrors = warningsAsErrors;
        this.parameters = parameters;
        this.settings = settings;
        this.sources = sources;
        this.optimizations = optimizations;
        this.layers = layers;
        this.trainWords = trainWords;
    }

    /**
     * Warnings stay warnings, no parameters and no settings are given, imports come from the file system, and what others add from the class
     * path. Files that name no package go into {@link #DEFAULT_PACKAGE}.
     */
    public static CompilerOptions defaults() {
        return new CompilerOptions(
                file -> DEFAULT_PACKAGE,
                Set.of(),
                Map.of(),
                Map.of(),
                SourceResolver.files(),
                Optimizations.ALL,
                Layers.onClassPath(),
                TrainWords.onClassPath());
    }

    /** The Java package of a file that names none; may be empty. */
    public Function<SourceFile, String> defaultPackage() {
        return defaultPackage;
    }

    /** The ids of the warnings that are errors; with {@link #ALL} each of them is. */
    public Set<String> warningsAsErrors() {
        return warningsAsErrors;
    }

    /**
     * Values for parameters of nets, as they would be written in a file: {@code classes} to {@code 5} sets the parameter of
     * every net that has one of this name, {@code LeNet.classes} that of one net.
     */
    public Map<String, String> parameters() {
        return parameters;
    }

    /**
     * Settings of train sections, as they would be written there, in this order: {@code optimizer} to {@code adam(lr = 0.001)},
     * {@code normalize} to nothing. Each stands above what the section of a net says, and where it says nothing.
     */
    public Map<String, String> settings() {
        return settings;
    }

    /** Finds the files that others import. */
    public SourceResolver sources() {
        return sources;
    }

    /** What generated code does to be fast and small. */
    public Optimizations optimizations() {
        return optimizations;
    }

    /** The layers that nets can use. */
    public Layers layers() {
        return layers;
    }

    /** The optimizers and the names of data that train sections can use. */
    public TrainWords trainWords() {
        return trainWords;
    }

    /** The same with another package for each file that names none. */
    public CompilerOptions withDefaultPackage(Function<SourceFile, String> ofFile) {
        return new CompilerOptions(
                ofFile, warningsAsErrors, parameters, settings, sources, optimizations, layers, trainWords);
    }

    /** The same with these warnings as errors. */
    public CompilerOptions withWarningsAsErrors(Set<String> ids) {
        return new CompilerOptions(
                defaultPackage, Set.copyOf(ids), parameters, settings, sources, optimizations, layers, trainWords);
    }

    /** The same with these values for parameters of nets. */
    public CompilerOptions withParameters(Map<String, String> values) {
        return new CompilerOptions(
                defaultPackage,
                warningsAsErrors,
                Map.copyOf(values),
                settings,
                sources,
                optimizations,
                layers,
                trainWords);
    }

    /** The same with these settings for all train sections. */
    public CompilerOptions withSettings(Map<String, String> values) {
        return new CompilerOptions(
                defaultPackage,
                warningsAsErrors,
                parameters,
                Collections.unmodifiableMap(new LinkedHashMap<>(values)),
                sources,
                optimizations,
                layers,
                trainWords);
    }

    /** The same with imports from elsewhere. */
    public CompilerOptions withSources(SourceResolver resolver) {
        return new CompilerOptions(
                defaultPackage, warningsAsErrors, parameters, settings, resolver, optimizations, layers, trainWords);
    }

    /** The same with other optimizations. */
    public CompilerOptions withOptimizations(Optimizations chosen) {
        return new CompilerOptions(
                defaultPackage, warningsAsErrors, parameters, settings, sources, chosen, layers, trainWords);
    }

    /** The same with these layers. */
    public CompilerOptions withLayers(Layers known) {
        return new CompilerOptions(
                defaultPackage, warningsAsErrors, parameters, settings, sources, optimizations, known, trainWords);
    }

    /** The same with these optimizers and names of data. */
    public CompilerOptions withTrainWords(TrainWords known) {
        return new CompilerOptions(
                defaultPackage, warningsAsErrors, parameters, settings, sources, optimizations, layers, known);
    }

    /** The problem itself, or an error in the place of a warning that is to be one. */
    public Problem judged(Problem problem) {
        boolean error = problem.severity() == Severity.WARNING
                && (warningsAsErrors.contains(ALL) || warningsAsErrors.contains(problem.id()));
        return error ? problem.as(Severity.ERROR) : problem;
    }
}
