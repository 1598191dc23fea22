package org.netloom.benchmarks.networks;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.internal.io.AtomicFile;
import org.netloom.runtime.internal.io.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code benchmarks/run networks}: whole networks in this project and in others. */
@Command(
        name = "networks",
        mixinStandardHelpOptions = true,
        description = "Measures whole networks in this project and in other libraries, each in a process of its own, in"
                + " turn, and prints medians and ratios. Let the machine be idle.")
public final class NetworksCommand implements Callable<Integer> {
    /** Where the peers are, as benchmarks/run tells it. */
    private static final String FOLDER = "netloom.benchmarks.peers";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "NAME",
            description =
                    "Networks (lenet_bn, resnet18, vgg11, mobilenet_v2, mlp) and measurements (training, inference,"
                            + " latency, start); default: all.")
    private List<String> only = List.of();

    @Option(
            names = "--peers",
            split = ",",
            paramLabel = "NAME",
            description = "netloom-vector, netloom-nd4j, djl, dl4j, onnxruntime, which are the default; netloom-auto;"
                    + " djl-channels-last.")
    private List<String> peers = List.of();

    @Option(
            names = "--against",
            paramLabel = "NAME",
            description = "The peer that the others are compared with (default: djl).")
    private String against = "djl";

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "Processes of each peer for each setting (default: ${DEFAULT-VALUE}).")
    private int rounds = 3;

    @Option(
            names = "--threads",
            split = ",",
            paramLabel = "N",
            description = "Threads that compute, several numbers for a scaling (default: all cores, ${DEFAULT-VALUE})."
                    + " Latency takes one.")
    private List<Integer> threads = List.of(Runtime.getRuntime().availableProcessors());

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "How long each process measures once it is warm (default: ${DEFAULT-VALUE}).")
    private double seconds = 5;

    @Option(
            names = "--warmup",
            paramLabel = "S",
            description = "The most seconds that each process warms up (default: ${DEFAULT-VALUE}).")
    private double warmup = 60;

    @Option(
            names = "--limit",
            paramLabel = "MINUTES",
            description = "After which a process is ended (default: ${DEFAULT-VALUE}).")
    private int limit = 15;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Writes all figures there, too, after each round those that there are.")
    private @Nullable Path json;

    private final @Nullable Programs given;

    public NetworksCommand() {
        this(null);
    }

    /** @param programs null for those that benchmarks/run has built */
    NetworksCommand(@Nullable Programs programs) {
        this.given = programs;
    }

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Run run;
        Peer other;
        try {
            other = Peer.of(against);
            run = run(other);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        Programs programs = given != null
                ? given
                : new PeerProcesses(Path.of(System.getProperty(FOLDER, "benchmarks/peers")), seconds, warmup, limit);
        Map<String, String> machine = machine();
        Run.Results results = run.with(programs, new Run.Progress() {
            @Override
            public void tell(String text) {
                err.println("benchmarks: " + text);
                err.flush();
            }

            @Override
            public void roundDone(Run.Results soFar) {
                if (json != null) {
                    write(json, new Report(run, soFar, other).json(machine));
                }
            }
        });
        out.print(new Report(run, results, other).table());
        out.flush();
        return 0;
    }

    private Run run(Peer other) {
        threads.forEach(count -> atLeastOne("--threads", count));
        atLeastOne("--rounds", rounds);
        atLeastOne("--limit", limit);
        notNegative("--seconds", seconds);
        notNegative("--warmup", warmup);
        List<Peer> chosen = peers.isEmpty()
                ? Peer.DEFAULT
                : peers.stream().map(Peer::of).distinct().toList();
        if (!chosen.contains(other) && !against.equals("djl")) {
            throw new IllegalArgumentException(
                    "%s is not measured, so nothing can be compared with it: name it in --peers, too"
                            .formatted(against));
        }
        return new Run(Setting.of(only, threads.stream().distinct().toList()), chosen, rounds);
    }

    /** Whole or not at all: it replaces what the round before left. */
    private static void write(Path file, Map<String, @Nullable Object> document) {
        AtomicFile.write(file, Json.write(document) + "\n");
    }

    private static void atLeastOne(String option, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "%s takes at least 1, not %d", option, value));
        }
    }

    private static void notNegative(String option, double value) {
        if (!(value >= 0)) {
            throw new IllegalArgumentException("%s takes seconds, 0 or more, not %s".formatted(option, value));
        }
    }

    /** What the figures belong to. */
    private static Map<String, String> machine() throws IOException {
        Map<String, String> machine = new LinkedHashMap<>();
        machine.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        machine.put("arch", System.getProperty("os.arch"));
        machine.put("cores", String.valueOf(Runtime.getRuntime().availableProcessors()));
        machine.put("java", Runtime.version().toString());
        Path cpu = Path.of("/proc/cpuinfo");
        if (Files.isReadable(cpu)) {
            machine.put(
                    "cpu",
                    Files.readAllLines(cpu, StandardCharsets.UTF_8).stream()
                            .filter(line -> line.startsWith("model name"))
                            .map(line -> line.substring(line.indexOf(':') + 1).strip())
                            .distinct()
                            .collect(Collectors.joining(", ")));
        }
        return machine;
    }
}
