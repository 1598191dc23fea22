package org.netloom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.netloom.cli.Workplace.Result;
import org.netloom.runtime.checkpoint.Checkpoint;
import org.netloom.runtime.internal.io.Json;

/** The command as processes of their own: exit codes, what goes to which stream, signals. */
class ProcessTest {
    private static final long TIMEOUT_SECONDS = 120;

    @TempDir
    private Path directory;

    private Workplace work;

    @BeforeEach
    void prepare() {
        work = Workplace.in(directory);
    }

    @Test
    void endsWithTheCodeOfTheCommand() throws Exception {
        work.write("bad.net", "net Bad { input(1,8,8) dense(3) }\n");
        assertThat(run(java("--version")).code()).isZero();
        Result bad = run(java("check", "bad.net"));
        assertThat(bad.code()).isEqualTo(1);
        assertThat(bad.out()).isEmpty();
        assertThat(bad.err()).contains("bad.net:1:").endsWith("netloom: 1 error\n");
        assertThat(run(java("train")).code()).isEqualTo(2);
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a shell script")
    void keepsStdoutForTheJsonObject() throws Exception {
        // As the launcher does it: stdout is descriptor 3, and 1, where native code prints, is stderr.
        List<String> command = new ArrayList<>(List.of("sh", "-c", "exec 3>&1; exec \"$@\" 1>&2", "sh"));
        command.addAll(java("train", "tiny.net", "--data", "digits.npz", "--steps", "3", "--json"));
        Result result = run(command, Map.of("NETLOOM_STDOUT", "3"));
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).hasLineCount(1);
        assertThat(Json.parse(result.out().strip()))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
                .containsEntry("steps", 3L)
                .containsEntry("checkpoint", "checkpoints/Tiny.safetensors");
        assertThat(result.err()).contains("nd4j").doesNotContain("SLF4J").doesNotContain("WARNING");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no such signal")
    void aSignalEndsTrainingWithACheckpoint() throws Exception {
        Process process = start(
                java("train", "tiny.net", "--data", "digits.npz", "--epochs", "100000", "--log", "log.jsonl"),
                Map.of());
        try {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
            while (!Files.exists(work.path("log.jsonl")) || Files.size(work.path("log.jsonl")) == 0) {
                assertThat(process.isAlive()).as("%s", work.path("err")).isTrue();
                assertThat(System.nanoTime()).isLessThan(deadline);
                Thread.sleep(20);
            }
            // SIGTERM; Ctrl-C's SIGINT takes the same way.
            process.destroy();
            assertThat(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).isEqualTo(128 + 15);
        assertThat(work.path("checkpoints/Tiny.safetensors")).isNotEmptyFile();
        assertThat(work.path("out")).content().containsPattern("stopped after step \\d+ of \\d+");
        assertThat(work.path("err")).content().isEmpty();
    }

    /** An epoch takes a few milliseconds here, most of them to write the checkpoint: so are the moments of most kills. */
    @Test
    void aKillAtAnyMomentLeavesTheLastGoodCheckpoint() throws Exception {
        SplittableRandom random = new SplittableRandom(1);
        Path checkpoint = work.path("checkpoints/Tiny.safetensors");
        long steps = 0;
        for (int i = 0; i < 5; i++) {
            List<String> command = java("train", "tiny.net", "--data", "digits.npz", "--epochs", "1000000");
            if (i > 0) {
                command.addAll(List.of("--resume", "checkpoints/Tiny.safetensors"));
            }
            Process process = start(command, Map.of());
            try {
                awaitAnother(checkpoint, process);
                Thread.sleep(random.nextInt(50));
            } finally {
                process.destroyForcibly();
                process.waitFor();
            }
            assertThat(work.path("err")).content().isEmpty();
            long now = Long.parseLong(Checkpoint.trainingFacts(checkpoint).get("steps"));
            assertThat(now).isGreaterThan(steps);
            steps = now;
        }
        Result last = run(java(
                "eval", "tiny.net", "--from", "checkpoints/Tiny.safetensors", "--data", "digits.npz", "--held-out"));
        assertThat(last.code()).as(last.err()).isZero();
        // What was being written is taken away by the next write.
        try (Stream<Path> files = Files.list(checkpoint.getParent())) {
            assertThat(files.filter(file -> file.toString().endsWith(".tmp"))).hasSizeLessThanOrEqualTo(1);
        }
    }

    private void awaitAnother(Path file, Process writer) throws IOException, InterruptedException {
        FileTime before = Files.exists(file) ? Files.getLastModifiedTime(file) : null;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
        while (!Files.exists(file) || Files.getLastModifiedTime(file).equals(before)) {
            assertThat(writer.isAlive()).as("%s", work.path("err")).isTrue();
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.sleep(5);
        }
    }

    private static List<String> java(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "--add-opens=java.base/java.io=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    private Result run(List<String> command) throws IOException, InterruptedException {
        return run(command, Map.of());
    }

    private Result run(List<String> command, Map<String, String> environment) throws IOException, InterruptedException {
        Process process = start(command, environment);
        try {
            assertThat(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Result(process.exitValue(), Files.readString(work.path("out")), Files.readString(work.path("err")));
    }

    private Process start(List<String> command, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(work.path("out").toFile())
                .redirectError(work.path("err").toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }
}
