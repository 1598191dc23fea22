package org.netloom.benchmarks.measuring;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A library's program: measures one workload in this process and prints one line of JSON. Where it cannot, the line has
 * the reason.
 */
public final class Program {
    /** What every line of a program begins with; native libraries print other lines when they please. */
    public static final String LINE_START = "{\"library\":";

    private static final int CALLS = 20_000;
    private static final int STEPS_OF_A_START = 100;
    private static final int FEWEST_STEPS = 11;

    private Program() {}

    /** Runs and ends the process. */
    public static void main(String name, Library library, String... arguments) {
        // UTF-8 whatever the locale says.
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.exit(run(name, library, out, arguments));
    }

    /** The exit code. */
    static int run(String name, Library library, PrintStream out, String... arguments) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("library", name);
        try {
            measure(library, Workload.of(List.of(arguments)), line);
        } catch (IllegalArgumentException | UnsupportedOperationException e) {
            line.put("failed", String.valueOf(e.getMessage()));
        } catch (RuntimeException | LinkageError e) {
            e.printStackTrace();
            line.put("failed", e.toString());
        }
        out.println(JsonLine.of(line));
        return line.containsKey("failed") ? 1 : 0;
    }

    private static void measure(Library library, Workload workload, Map<String, Object> line) {
        line.put("net", workload.net().key());
        line.put("kind", workload.kind().key());
        line.put("batch", workload.batch());
        line.put("threads", workload.threads());
        try (Library.Task task = library.prepare(workload)) {
            line.put("description", task.description());
            line.put("java", Runtime.version().toString());
            line.put("parameters", task.parameters());
            Steps steps = new Steps(task);
            steps.run();
            line.put("first_step_ms", sinceStart());
            switch (workload.kind()) {
                case START -> {
                    while (steps.done() < STEPS_OF_A_START) {
                        steps.run();
                    }
                    line.put("hundredth_step_ms", sinceStart());
                }
                case TRAINING, INFERENCE -> {
                    line.put("steady", steps.warmUp(workload.warmup()));
                    long[] times = steps.block(workload.seconds(), FEWEST_STEPS);
                    double median = Steps.median(times);
                    line.put("steps", times.length);
                    line.put("step_ms", median / 1e6);
                    line.put("images_per_second", workload.batch() / median * 1e9);
                }
                case LATENCY -> {
                    line.put("steady", steps.warmUp(workload.warmup()));
                    long[] times = steps.block(0, CALLS);
                    line.put("steps", times.length);
                    line.put("median_us", Steps.median(times) / 1e3);
                    line.put("p99_us", Steps.quantile(times, 0.99) / 1e3);
                }
            }
        }
        peakMemory(line);
    }

    private static long sinceStart() {
        return System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
    }

    /** The most memory that this process has had, as Linux counts it; no entry elsewhere. */
    private static void peakMemory(Map<String, Object> line) {
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return;
        }
        try (var lines = Files.lines(status)) {
            lines.filter(text -> text.startsWith("VmHWM:")).findFirst().ifPresent(text -> {
                String kibibytes = text.replaceAll("[^0-9]", "");
                line.put("peak_bytes", Long.parseLong(kibibytes) * 1024);
            });
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
