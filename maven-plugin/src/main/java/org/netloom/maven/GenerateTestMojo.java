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
 * Makes a Java class of every net in <code>src/test/net</code> and adds them to the project's test sources: networks that
 * only tests need. Does nothing when nothing changed since the last run.
 */
@Mojo(name = "generate-test", defaultPhase = LifecyclePhase.GENERATE_TEST_SOURCES, threadSafe = true)
@SuppressWarnings("NullAway.Init") // Maven sets the parameters.
public final class GenerateTestMojo extends AbstractGenerateMojo {
    /** Where the <code>.net</code> files are. */
    @Parameter(property = "netloom.testSourceDirectory", defaultValue = "${project.basedir}/src/test/net")
    private File sourceDirectory;

    /** Where the Java files go. Several executions may share it: each owns the files that it made. */
    @Parameter(
            property = "netloom.testOutputDirectory",
            defaultValue = "${project.build.directory}/generated-test-sources/net")
    private File outputDirectory;

    /** Tests are not compiled, so that they need no nets. */
    @Parameter(property = "maven.test.skip", defaultValue = "false")
    private boolean skipTests;

    @Inject
    public GenerateTestMojo(BuildContext buildContext) {
        super(buildContext);
    }

    @Override
    public void execute() throws MojoExecutionException, MojoFailureException {
        if (skipTests) {
            getLog().info("maven.test.skip is set: nothing is generated for tests");
            return;
        }
        project.addTestCompileSourceRoot(outputDirectory.getPath());
        generate(sourceDirectory, outputDirectory);
    }
}
