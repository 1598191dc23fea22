package org.netloom.benchmarks.start;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code benchmarks/run start}: whole processes of the launcher, from the command to the end or to the first step. */
@Command(
        name = "start",
        mixinStandardHelpOptions = true,
        description =
                "Measures ./netloom as whole processes: check from the command to its end, and train from the command"
                        + " to the first step. The first run of each is not counted: it may build the tool.")
public final class StartCommand implements Callable<Integer> {
    private static final long PATIENCE_MINUTES = 10;
    private static final long POLL_MILLIS = 2;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "-n", paramLabel = "N", description = "How often (default: ${DEFAULT-VALUE}).")
    private int times = 7;

    @Option(names = "--data", paramLabel = "SPEC", description = "What train learns from (default: ${DEFAULT-VALUE}).")
    private String data = "glyphs";

    @Option(names = "--file", paramLabel = "FILE", description = "The .net file (default: the models' lenet_bn.net).")
    private @Nullable Path file;

    private final Path launcher;

    /** @param launcher the script that starts the tool */
    public StartCommand(Path launcher) {
        this.launcher = launcher;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (times < 1) {
            throw new ParameterException(spec.commandLine(), "-n takes a number from 1 on, not " + times);
        }
        Path net = file != null ? file : launcher.resolveSibling("models/src/main/net/lenet_bn.net");
        PrintWriter out = spec.commandLine().getOut();
        Path place = Files.createTempDirectory("netloom-start");
        try {
            out.printf(Locale.ROOT, "%-28s %8s %8s%n", "seconds", "least", "median");
            print(
                    out,
                    "check",
                    () -> toTheEnd(place, "check", net.toAbsolutePath().toString()));
            print(
                    out,
                    "train, to the first step",
                    () -> toTheFirstStep(place, net.toAbsolutePath().toString()));
        } finally {
            delete(place);
        }
        return 0;
    }

    /** One run, in seconds. */
    private interface Run {
        double seconds() throws IOException, InterruptedException;
    }

    private void print(PrintWriter out, String name, Run run) throws IOException, InterruptedException {
        run.seconds();
        List<Double> seconds = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            seconds.add(run.seconds());
        }
        Collections.sort(seconds);
        out.printf(Locale.ROOT, "%-28s %8.3f %8.3f%n", name, seconds.get(0), seconds.get(times / 2));
        out.flush();
    }

    private double toTheEnd(Path place, String... arguments) throws IOException, InterruptedException {
        long start = System.nanoTime();
        Process process = start(place, arguments);
        await(process, place);
        return (System.nanoTime() - start) * 1e-9;
    }

    private double toTheFirstStep(Path place, String net) throws IOException, InterruptedException {
        Path log = place.resolve("steps.jsonl");
        Files.deleteIfExists(log);
        long start = System.nanoTime();
        Process process = start(place, "train", net, "--data", data, "--steps", "1", "--log", log.toString());
        // The log has a line for each finished step as soon as that is done.
        while (process.isAlive() && (!Files.exists(log) || Files.size(log) == 0)) {
            Thread.sleep(POLL_MILLIS);
        }
        double seconds = (System.nanoTime() - start) * 1e-9;
        await(process, place);
        return seconds;
    }

    private Process start(Path place, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .directory(place.toFile())
                .redirectErrorStream(true)
                .redirectOutput(place.resolve("output").toFile())
                .start();
    }

    private static void await(Process process, Path place) throws IOException, InterruptedException {
        if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IOException("the command did not end in " + PATIENCE_MINUTES + " minutes");
        }
        if (process.exitValue() != 0) {
            throw new IOException("the command failed: "
                    + Files.readString(place.resolve("output")).strip());
        }
    }

    private static void delete(Path place) throws IOException {
        try (Stream<Path> files = Files.walk(place)) {
            for (Path path : files.sorted(Collections.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
