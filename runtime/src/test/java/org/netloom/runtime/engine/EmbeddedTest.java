package org.netloom.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.runtime.exception.NetworkException;

/** What a program that brings the library alone, without the launcher, gets: in virtual machines of their own. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "what GNU's OpenMP and file modes do")
class EmbeddedTest {
    @TempDir
    private Path directory;

    /** A program. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) {
            if (arguments[0].equals("nd4j-first")) {
                Nd4j.create(1);
            }
            try (Engine engine = Engines.create("nd4j", DataType.FLOAT, 2)) {
                System.out.println(engine.name());
            } catch (NetworkException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    @Test
    void threadsThatWaitSleep() throws Exception {
        String output = run("engine-first", List.of());
        assertThat(output).contains("GOMP_SPINCOUNT = '0'").endsWith("nd4j\n");
    }

    @Test
    void tooLateIsSaid() throws Exception {
        String output = run("nd4j-first", List.of());
        assertThat(output)
                .contains("GOMP_SPINCOUNT = '")
                .doesNotContain("GOMP_SPINCOUNT = '0'")
                .containsOnlyOnce("set OMP_WAIT_POLICY=passive in the environment, or make an engine before")
                .endsWith("nd4j\n");
    }

    /** Without a binding of SLF4J, with ND4J's own log lines, or with both. */
    @Test
    void nothingElseIsPrinted() throws Exception {
        String output = run("engine-first", List.of());
        assertThat(output.lines()
                        .filter(line ->
                                !line.isEmpty() && !line.startsWith("  ") && !line.startsWith("OPENMP DISPLAY")))
                .containsExactly("nd4j");
    }

    @Test
    void aFolderThatOthersWriteToIsRefused() throws Exception {
        Path open = Files.createDirectory(directory.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        String output = run("engine-first", List.of("-D" + NativeCache.PROPERTY + "=" + open));
        assertThat(output)
                .isEqualTo("native code is not loaded from " + open + ", which " + NativeCache.PROPERTY
                        + " names: it can be written by others (mode 777), so that they could put other code there;"
                        + " name a folder of your own\n");
        assertThat(open).isEmptyDirectory();
    }

    private String run(String argument, List<String> options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        String classPath = Stream.of(System.getProperty("java.class.path").split(":"))
                .filter(entry -> !entry.contains("slf4j-nop"))
                .collect(Collectors.joining(":"));
        command.addAll(List.of("-cp", classPath, Program.class.getName(), argument));
        Path output = directory.resolve("output");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().remove("OMP_WAIT_POLICY");
        builder.environment().put("OMP_DISPLAY_ENV", "VERBOSE");
        Process process = builder.start();
        try {
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(output);
    }
}
