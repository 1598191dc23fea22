package org.netloom.maven;

import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.build.BuildContext;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.internal.lint.Warnings;
import org.netloom.compiler.project.NetProject;
import org.netloom.compiler.project.NetProject.Outcome;
import org.netloom.compiler.registry.ProviderException;

/** What both goals do, each with folders of its own. */
@SuppressWarnings("NullAway.Init") // Maven sets the parameters.
abstract class AbstractGenerateMojo extends AbstractMojo {
    /** The Java package of files that name none and lie in no folder below the source directory: nets, if not given. */
    @Parameter(property = "netloom.defaultPackage")
    private @Nullable String defaultPackage;

    /** The ids of the warnings that fail the build; with <code>all</code> each of them does. */
    @Parameter(property = "netloom.warningsAsErrors")
    private @Nullable Set<String> warningsAsErrors;

    /**
     * Values for the parameters of nets: <code>&lt;classes&gt;5&lt;/classes&gt;</code> for all nets that have such a
     * one, <code>&lt;LeNet.classes&gt;</code> for one.
     */
    @Parameter
    private @Nullable Map<String, String> parameters;

    /** Folders that imports may come from besides the source directory. */
    @Parameter
    private @Nullable List<File> importFolders;

    /** Leaves everything as it is; what was generated before is compiled all the same. */
    @Parameter(property = "netloom.skip", defaultValue = "false")
    private boolean skip;

    @Parameter(defaultValue = "${project}", readonly = true, required = true)
    protected MavenProject project;

    private final BuildContext buildContext;

    AbstractGenerateMojo(BuildContext buildContext) {
        this.buildContext = buildContext;
    }

    /**
     * Compiles what changed.
     *
     * @param sources the folder of the <code>.net</code> files
     * @param output where the Java files go
     */
    protected final void generate(File sources, File output) throws MojoExecutionException, MojoFailureException {
        if (skip) {
            getLog().info("netloom.skip is set: nothing is generated");
            return;
        }
        Set<String> errors = warningsAsErrors == null ? Set.of() : warningsAsErrors;
        for (String id : errors) {
            String refusal = Warnings.refusal(id);
            if (refusal != null) {
                throw new MojoExecutionException(refusal);
            }
        }
        Outcome outcome;
        try {
            outcome = NetProject.ofDirectory(sources.toPath(), output.toPath())
                    .withDefaultPackage(defaultPackage)
                    .withWarningsAsErrors(errors)
                    .withParameters(parameters == null ? Map.of() : parameters)
                    .withImportFolders(
                            importFolders == null
                                    ? List.of()
                                    : importFolders.stream().map(File::toPath).toList())
                    .build();
        } catch (IOException | ProviderException e) {
            throw new MojoExecutionException(e.getMessage(), e);
        }
        new Reporter(getLog(), buildContext).report(outcome);
        if (!outcome.succeeded()) {
            throw new MojoFailureException(Reporter.errors(outcome));
        }
    }
}
