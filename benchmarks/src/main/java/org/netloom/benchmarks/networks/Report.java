package org.netloom.benchmarks.networks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netloom.benchmarks.measuring.Kind;

/** The figures of a run as a table to read and as JSON to keep. */
final class Report {
    private static final List<String> FIGURES = List.of(
            "images_per_second", "step_ms", "median_us", "p99_us", "first_step_ms", "hundredth_step_ms", "peak_bytes");

    private final List<Row> rows = new ArrayList<>();
    private final Run run;
    private final Run.Results results;
    private final Peer against;

    /** @param against the peer that the others are compared with */
    Report(Run run, Run.Results results, Peer against) {
        this.run = run;
        this.results = results;
        this.against = against;
        results.peers()
                .forEach((setting, outcomes) -> outcomes.keySet()
                        .forEach(peer -> rows.add(Row.of(
                                setting,
                                peer,
                                outcomes,
                                against,
                                results.peaks().get(setting.threads())))));
    }

    /** A part for each setting, a line for each peer; what could not be measured has its reason. */
    String table() {
        StringBuilder out = new StringBuilder();
        results.peaks()
                .forEach((threads, peak) -> out.append(
                        peak.failure() == null
                                ? "peak, %s: %s GFLOP/s\n"
                                        .formatted(Setting.threads(threads), number(peak.number("gflops")))
                                : "peak, %s: not measured: %s\n".formatted(Setting.threads(threads), peak.failure())));
        Setting last = null;
        for (Row row : rows) {
            if (!row.setting().equals(last)) {
                last = row.setting();
                out.append("\n%s\n".formatted(last)).append(head(last.kind()));
            }
            out.append(line(row));
        }
        return out.toString();
    }

    /** What one process came to, as soon as it has. */
    static String sentence(Setting setting, Outcome outcome) {
        if (outcome.failure() != null) {
            return "not measured: " + outcome.failure();
        }
        String memory = number(outcome.number("peak_bytes") / 1e6) + " MB";
        return switch (setting.kind()) {
            case TRAINING, INFERENCE ->
                "%s images/s, %s ms a step, %s"
                        .formatted(
                                number(outcome.number("images_per_second")), number(outcome.number("step_ms")), memory);
            case LATENCY ->
                "median %s µs, 99th percentile %s µs, %s"
                        .formatted(number(outcome.number("median_us")), number(outcome.number("p99_us")), memory);
            case START ->
                "first step after %s ms, hundredth after %s ms, %s"
                        .formatted(
                                number(outcome.number("first_step_ms")),
                                number(outcome.number("hundredth_step_ms")),
                                memory);
        };
    }

    private String head(Kind kind) {
        String ratio = "to " + against.key();
        return switch (kind) {
            case TRAINING, INFERENCE ->
                cells("peer", "images/s", "step, ms", ratio, "of peak", "memory, MB", "first step, ms");
            case LATENCY -> cells("peer", "median, µs", "p99, µs", ratio, "", "memory, MB", "first call, ms");
            case START -> cells("peer", "first step, ms", "100th, ms", ratio, "", "memory, MB", "");
        };
    }

    private static String line(Row row) {
        String name = row.peer().key();
        if (row.failure() != null) {
            return "  %-16s not measured: %s\n".formatted(name, row.failure());
        }
        String ratio = factor(row.ratio());
        String memory = number(row.median("peak_bytes") / 1e6);
        String first = number(row.median("first_step_ms"));
        String line = switch (row.setting().kind()) {
            case TRAINING, INFERENCE ->
                cells(
                        name,
                        number(row.median("images_per_second")),
                        number(row.median("step_ms")),
                        ratio,
                        percent(row.peakShare()),
                        memory,
                        first);
            case LATENCY ->
                cells(name, number(row.median("median_us")), number(row.median("p99_us")), ratio, "", memory, first);
            case START -> cells(name, first, number(row.median("hundredth_step_ms")), ratio, "", memory, "");
        };
        return row.steady() ? line : line.stripTrailing() + "  (not steady after the warm-up)\n";
    }

    private static String cells(String name, String... values) {
        StringBuilder line = new StringBuilder("  %-16s".formatted(name));
        for (String value : values) {
            line.append(" %14s".formatted(value));
        }
        return line.toString().stripTrailing() + "\n";
    }

    private static String number(double value) {
        if (Double.isNaN(value)) {
            return "-";
        }
        return String.format(Locale.ROOT, value < 100 ? "%,.2f" : "%,.0f", value);
    }

    private static String factor(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.2f", value);
    }

    private static String percent(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.0f %%", 100 * value);
    }

    /** The machine, the medians, and what every process said. */
    Map<String, @Nullable Object> json(Map<String, String> machine) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("machine", machine);
        document.put("rounds", run.rounds());
        document.put("compared_with", against.key());
        Map<String, @Nullable Object> peaks = new LinkedHashMap<>();
        results.peaks().forEach((threads, peak) -> peaks.put(String.valueOf(threads), value(peak.number("gflops"))));
        document.put("peak_gflops", peaks);
        document.put("results", rows.stream().map(Report::json).toList());
        return document;
    }

    private static Map<String, @Nullable Object> json(Row row) {
        Map<String, @Nullable Object> entry = new LinkedHashMap<>();
        entry.put("net", row.setting().net().key());
        entry.put("kind", row.setting().kind().key());
        entry.put("batch", row.setting().batch());
        entry.put("threads", row.setting().threads());
        entry.put("peer", row.peer().key());
        if (row.failure() != null) {
            entry.put("failed", row.failure());
            return entry;
        }
        entry.put("steady", row.steady());
        for (String figure : FIGURES) {
            if (!Double.isNaN(row.median(figure))) {
                entry.put(figure, row.median(figure));
            }
        }
        entry.put("ratio", value(row.ratio()));
        entry.put("share_of_peak", value(row.peakShare()));
        entry.put("rounds", row.rounds().stream().map(Outcome::figures).toList());
        return entry;
    }

    private static @Nullable Object value(double number) {
        return Double.isNaN(number) ? null : number;
    }
}
