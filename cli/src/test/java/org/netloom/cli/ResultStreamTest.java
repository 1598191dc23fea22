package org.netloom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A result that cannot be written. */
class ResultStreamTest {
    @TempDir
    private Path directory;

    private record Outcome(int code, String err) {}

    /** Runs a command whose stdout takes so many bytes and then fails in these words. */
    private Outcome run(int room, String failure, String... arguments) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        OutputStream full = new OutputStream() {
            private int left = room;

            @Override
            public void write(int b) throws IOException {
                if (left-- <= 0) {
                    throw new IOException(failure);
                }
            }
        };
        Terminal terminal = new Terminal(
                new ResultStream(full), new PrintStream(err, true, StandardCharsets.UTF_8), 0, 0, false, false);
        int code = Netloom.run(terminal, arguments);
        return new Outcome(code, err.toString(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"explain --java", "explain", "explain --ir", "draw", "draw --dot", "train --help", "--version"})
    void aFullDiskIsAFailure(String command) {
        String file = Workplace.in(directory).text("tiny.net");
        String[] arguments =
                (command.contains("-help") || command.contains("-version") ? command : command + " " + file).split(" ");
        Outcome outcome = run(20, "No space left on device", arguments);
        assertThat(outcome.err()).isEqualTo("netloom: cannot write to stdout: No space left on device\n");
        assertThat(outcome.code()).isEqualTo(1);
    }

    @Test
    void aFullDiskIsAFailureOfTrainingToo() {
        Workplace work = Workplace.in(directory);
        Outcome outcome = run(
                20,
                "No space left on device",
                "train",
                work.text("tiny.net"),
                "--data",
                work.text("digits.npz"),
                "--epochs",
                "1",
                "--checkpoint",
                work.text("ck"),
                "--json");
        assertThat(outcome.err()).endsWith("netloom: cannot write to stdout: No space left on device\n");
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(work.path("ck/Tiny.safetensors")).exists();
    }

    @Test
    void aReaderThatWantsNoMoreIsNone() {
        String file = Workplace.in(directory).text("tiny.net");
        assertThat(run(20, "Broken pipe", "explain", file)).isEqualTo(new Outcome(0, ""));
    }

    @Test
    void aCommandThatFailedKeepsItsCode() {
        Outcome outcome = run(0, "No space left on device", "explain", "none.net");
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).isEqualTo("netloom: cannot read none.net: no such file or directory\n");
    }
}
