package org.netloom.experiments;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.netloom.experiments.plot.LineChart;

/** All runs of an experiment: of each condition one for each seed, in order. */
record Results(Map<Condition, List<RunRecord>> runs) {

    /** The groups of the conditions, in order. */
    Set<String> groups() {
        Set<String> groups = new LinkedHashSet<>();
        runs.keySet().forEach(condition -> groups.add(condition.group()));
        return groups;
    }

    /** The runs of a group by condition. */
    Map<Condition, List<RunRecord>> group(String group) {
        Map<Condition, List<RunRecord>> some = new LinkedHashMap<>();
        runs.forEach((condition, records) -> {
            if (condition.group().equals(group)) {
                some.put(condition, records);
            }
        });
        return some;
    }

    /** How a number of each run scatters over the seeds, by the condition's name. */
    Map<String, Spread> spreads(ToDoubleFunction<RunRecord> number) {
        Map<String, Spread> spreads = new LinkedHashMap<>();
        runs.forEach((condition, records) -> spreads.put(condition.name(), spread(records, number)));
        return spreads;
    }

    static Spread spread(List<RunRecord> records, ToDoubleFunction<RunRecord> number) {
        return Spread.of(records.stream().mapToDouble(number).toArray());
    }

    /** {@code 2 of 6 runs came to NaN or infinity: with bn, lr 3 (2)}; empty where none did. */
    String divergence() {
        StringBuilder which = new StringBuilder();
        long all = 0;
        for (Map.Entry<Condition, List<RunRecord>> entry : runs.entrySet()) {
            long count = entry.getValue().stream().filter(RunRecord::diverged).count();
            if (count > 0) {
                which.append(which.isEmpty() ? "" : ", ")
                        .append(entry.getKey().name())
                        .append(String.format(
                                Locale.ROOT,
                                " (%d of %d)",
                                count,
                                entry.getValue().size()));
            }
            all += count;
        }
        return all == 0
                ? ""
                : String.format(
                        Locale.ROOT,
                        "%d run%s came to NaN or infinity and ended there: %s.",
                        all,
                        all == 1 ? "" : "s",
                        which);
    }

    /** Where a curve's x comes from. */
    enum Over {
        STEPS,
        EPOCHS
    }

    /**
     * Adds the mean over the seeds of a series, each smoothed by the mean of the last {@code window} values, and where
     * there are several seeds the band from the least to the greatest. Where a run ended early, the mean is of the
     * others.
     */
    static void curve(LineChart chart, String name, List<RunRecord> records, String series, Over over, int window) {
        List<double[]> smoothed = records.stream()
                .map(record -> runningMean(record.values(series), window))
                .toList();
        int length = smoothed.stream().mapToInt(values -> values.length).max().orElse(0);
        RunRecord longest = records.stream()
                .filter(record -> record.points(series).size() == length)
                .findFirst()
                .orElseThrow();
        double[] x = longest.points(series).stream()
                .mapToDouble(point -> over == Over.STEPS ? point.step() : point.epoch())
                .toArray();
        double[] mean = new double[length];
        double[] low = new double[length];
        double[] high = new double[length];
        for (int i = 0; i < length; i++) {
            int at = i;
            Spread spread = Spread.of(smoothed.stream()
                    .filter(values -> values.length > at)
                    .mapToDouble(values -> values[at])
                    .toArray());
            mean[i] = spread.mean();
            low[i] = spread.least();
            high[i] = spread.greatest();
        }
        chart.line(name, thinned(x), thinned(mean));
        if (records.size() > 1) {
            chart.band(name, thinned(x), thinned(low), thinned(high));
        }
    }

    /** The mean of the last {@code window} values up to each; of fewer at the start. */
    static double[] runningMean(double[] values, int window) {
        double[] means = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            int from = Math.max(0, i + 1 - window);
            means[i] = Arrays.stream(values, from, i + 1).sum() / (i + 1 - from);
        }
        return means;
    }

    /** A picture 560 pixels wide shows no more points than this and its double. */
    private static final int POINTS = 400;

    static double[] thinned(double[] values) {
        int every = Math.max(1, values.length / POINTS);
        int count = (values.length + every - 1) / every;
        double[] some = new double[count];
        for (int i = 0; i < count; i++) {
            some[i] = values[Math.min(i * every, values.length - 1)];
        }
        return some;
    }
}
