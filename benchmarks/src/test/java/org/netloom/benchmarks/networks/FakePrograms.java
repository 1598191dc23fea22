package org.netloom.benchmarks.networks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netloom.benchmarks.measuring.Kind;

/** Answers at once: DJL's steps take 10, 30 and 20 ms, those of nd4j half as long, DL4J's twice; there is no vector engine. */
final class FakePrograms implements Programs {
    final List<String> asked = new ArrayList<>();
    private final Map<String, Integer> times = new LinkedHashMap<>();
    private final double peak;
    private final long strangeParameters;

    /** @param strangeParameters how many DL4J's networks have more than they should */
    FakePrograms(double peak, long strangeParameters) {
        this.peak = peak;
        this.strangeParameters = strangeParameters;
    }

    @Override
    public Outcome run(Peer peer, Setting setting) {
        asked.add(peer.key());
        int round = times.merge(setting + peer.key(), 1, Integer::sum);
        if (peer == Peer.NETLOOM_VECTOR) {
            return Outcome.failed("there is no engine 'vector'");
        }
        double factor = peer == Peer.NETLOOM_ND4J ? 0.5 : peer == Peer.DL4J ? 2 : 1;
        double millis = factor * List.of(10, 30, 20).get(round - 1);
        Map<String, @Nullable Object> figures = new LinkedHashMap<>();
        figures.put("parameters", Cost.of(setting.net()).parameters() + (peer == Peer.DL4J ? strangeParameters : 0));
        figures.put("first_step_ms", 1000 * factor);
        figures.put("steady", peer != Peer.DL4J);
        if (setting.kind() == Kind.LATENCY) {
            figures.put("median_us", millis);
            figures.put("p99_us", 2 * millis);
        } else if (setting.kind() == Kind.START) {
            figures.put("hundredth_step_ms", 100 * millis);
        } else {
            figures.put("step_ms", millis);
            figures.put("images_per_second", setting.batch() / millis * 1e3);
        }
        figures.put("peak_bytes", 300_000_000L);
        return new Outcome(figures, null);
    }

    @Override
    public Outcome peak(int threads) {
        asked.add("peak " + threads);
        return Double.isNaN(peak)
                ? Outcome.failed("there is no module benchmarks/peers/peak")
                : new Outcome(Map.of("gflops", threads * peak), null);
    }
}
