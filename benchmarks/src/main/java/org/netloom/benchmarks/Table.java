package org.netloom.benchmarks;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.util.Statistics;

/** The figures of a run, a line for each benchmark. */
final class Table {
    private static final String ROW = "%-52s %9s %12s %12s %12s%n";

    private Table() {}

    static String of(Collection<RunResult> results) {
        String head = String.format(Locale.ROOT, ROW, "benchmark", "runs", "wall, best", "median", "CPU, mean");
        return results.stream().map(Table::row).collect(Collectors.joining("", head, ""));
    }

    private static String row(RunResult result) {
        Statistics wall = result.getPrimaryResult().getStatistics();
        @SuppressWarnings("rawtypes") // as JMH gives them
        Map<String, Result> events = result.getSecondaryResults();
        // ms/op
        String unit = result.getPrimaryResult().getScoreUnit().split("/", 2)[0];
        // Only benchmarks that take more than one thread count the processor's time.
        boolean hasCpu = events.containsKey("cpuNanos");
        double runs = hasCpu ? requireNonNull(events.get("runs")).getScore() : wall.getN();
        return String.format(
                Locale.ROOT,
                ROW,
                name(result.getParams()),
                String.format(Locale.ROOT, "%.0f", runs),
                time(wall.getMin(), unit),
                time(wall.getPercentile(50), unit),
                hasCpu ? time(requireNonNull(events.get("cpuNanos")).getScore() / runs / 1e6, "ms") : "-");
    }

    /** {@code compile.TextToJava.compile resnet18}. */
    private static String name(BenchmarkParams params) {
        String[] path = params.getBenchmark().split("\\.", -1);
        Map<String, String> values = new TreeMap<>();
        params.getParamsKeys()
                .forEach(key -> values.put(key, params.getParam(key).toLowerCase(Locale.ROOT)));
        return String.join(".", Arrays.copyOfRange(path, path.length - 3, path.length))
                + " "
                + String.join(" ", values.values());
    }

    private static String time(double value, String unit) {
        return String.format(Locale.ROOT, "%,.1f %s", value, unit.replace("us", "µs"));
    }
}
