package org.netloom.benchmarks.networks;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a peer came to in one setting: the medians of its rounds.
 *
 * @param ratio how many times as fast as the peer that it is compared with; NaN where one of the two has no figure
 * @param peakShare the share of the machine's peak that goes into the network's multiplications and additions; NaN where
 *     the peak is not known, or the setting says nothing of it
 */
record Row(Setting setting, Peer peer, List<Outcome> rounds, double ratio, double peakShare) {

    static Row of(Setting setting, Peer peer, Map<Peer, List<Outcome>> all, Peer against, @Nullable Outcome peak) {
        List<Outcome> rounds = all.getOrDefault(peer, List.of());
        double speed = speed(setting, rounds);
        double share = Double.NaN;
        if (peak != null && setting.hasPeak()) {
            share = speed * Cost.of(setting.net()).flops(setting.kind()) / (peak.number("gflops") * 1e9);
        }
        return new Row(setting, peer, rounds, speed / speed(setting, all.getOrDefault(against, List.of())), share);
    }

    /** Why there are no figures; null where there are. */
    @Nullable String failure() {
        return rounds.stream()
                .map(Outcome::failure)
                .filter(text -> text != null)
                .findFirst()
                .orElse(null);
    }

    /** The median of a figure over the rounds; NaN where none has it. */
    double median(String figure) {
        return median(rounds, figure);
    }

    /** Whether every round's warm-up came to an end by itself. */
    boolean steady() {
        return rounds.stream()
                .noneMatch(outcome -> Boolean.FALSE.equals(outcome.figures().get("steady")));
    }

    /** More is better. */
    private static double speed(Setting setting, List<Outcome> rounds) {
        return switch (setting.kind()) {
            case TRAINING, INFERENCE -> median(rounds, "images_per_second");
            case LATENCY -> 1 / median(rounds, "median_us");
            case START -> 1 / median(rounds, "hundredth_step_ms");
        };
    }

    private static double median(List<Outcome> rounds, String figure) {
        double[] values = rounds.stream()
                .mapToDouble(outcome -> outcome.number(figure))
                .filter(value -> !Double.isNaN(value))
                .sorted()
                .toArray();
        int middle = values.length / 2;
        if (values.length == 0) {
            return Double.NaN;
        }
        return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
