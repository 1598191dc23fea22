package org.netloom.benchmarks.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a shell script")
class StartCommandTest {
    @TempDir
    private Path directory;

    /** A launcher that notes its calls, and ends some time after it has logged a step. */
    private static final String LAUNCHER = """
            #!/bin/sh
            echo "$@" >>"%1$s/calls"
            for word; do
              if [ "$last" = --log ]; then echo '{"step":1}' >"$word"; sleep 0.5; fi
              last=$word
            done
            %2$s
            """;

    @Test
    void runsWholeProcessesAndTellsTheirTimes() throws IOException {
        StringWriter out = new StringWriter();
        assertThat(run(launcher("exit 0"), out, "-n", "3", "--file", "a.net")).isZero();
        assertThat(out.toString().lines())
                .hasSize(3)
                .anyMatch(line -> line.matches("check +\\d+\\.\\d{3} +\\d+\\.\\d{3}"))
                .anyMatch(line -> line.matches("train, to the first step +\\d+\\.\\d{3} +\\d+\\.\\d{3}"));
        assertThat(Files.readAllLines(directory.resolve("calls")))
                .hasSize(8)
                .filteredOn(call -> call.startsWith("check "))
                .hasSize(4);
    }

    @Test
    void tellsWhyACommandFailed() throws IOException {
        StringWriter out = new StringWriter();
        assertThat(run(launcher("echo no such net; exit 1"), out, "-n", "1")).isEqualTo(1);
        assertThat(out.toString()).contains("the command failed: no such net");
        assertThat(run(launcher("exit 0"), out, "-n", "0")).isEqualTo(2);
    }

    private Path launcher(String end) throws IOException {
        Path launcher = directory.resolve("netloom");
        Files.writeString(launcher, LAUNCHER.formatted(directory, end));
        assertThat(launcher.toFile().setExecutable(true)).isTrue();
        return launcher;
    }

    private static int run(Path launcher, StringWriter out, String... arguments) {
        PrintWriter writer = new PrintWriter(out, true);
        return new CommandLine(new StartCommand(launcher))
                .setOut(writer)
                .setErr(writer)
                .execute(arguments);
    }
}
