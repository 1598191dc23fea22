package org.netloom.maven;

import java.io.File;
import javax.inject.Inject;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.codehaus.plexus.build.BuildContext;

/**
 * Makes a Java class of every net in <code>src/main/net</code> and adds them to the project's sources. Does nothing
 * when nothing changed since the last run.
 */
@Mojo(name = "generate", defaultPhase = LifecyclePhase.GENERATE_SOURCES, threadSafe = true)
@SuppressWarnings("NullAway.Init") // Maven sets the parameters.
public final class GenerateMojo extends AbstractGenerateMojo {
    /** Where the <code>.net</code> files are. */
    @Parameter(property = "netloom.sourceDirectory", defaultValue = "${project.basedir}/src/main/net")
    private File sourceDirectory;

    /** Where the Java files go. Several executions may share it: each owns the files that it made. */
    @Parameter(property = "netloom.outputDirectory", defaultValue = "${project.build.directory}/generated-sources/net")
    private File outputDirectory;

    @Inject
    public GenerateMojo(BuildContext buildContext) {
        super(buildContext);
    }

    @Override
    public void execute() throws MojoExecutionException, MojoFailureException {
        project.addCompileSourceRoot(outputDirectory.getPath());
        generate(sourceDirectory, outputDirectory);
    }
}
