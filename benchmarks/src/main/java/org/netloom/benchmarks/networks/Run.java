package org.netloom.benchmarks.networks;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * All settings with all peers, in turn: A B C A B C, so that what the machine does beside it meets all of them.
 *
 * @param rounds how often each peer is started for each setting
 */
record Run(List<Setting> settings, List<Peer> peers, int rounds) {

    /**
     * The outcomes of a run.
     *
     * @param peers of each setting, in the order of the run, what each round came to
     * @param peaks by the number of threads
     */
    record Results(Map<Setting, Map<Peer, List<Outcome>>> peers, Map<Integer, Outcome> peaks) {}

    /** @param progress is told of each process before it starts */
    Results with(Programs programs, Consumer<String> progress) {
        Map<Setting, Map<Peer, List<Outcome>>> results = new LinkedHashMap<>();
        Map<Integer, Outcome> peaks = new LinkedHashMap<>();
        for (Setting setting : settings) {
            if (setting.hasPeak()) {
                peaks.computeIfAbsent(setting.threads(), threads -> {
                    progress.accept("peak, " + Setting.threads(threads));
                    return programs.peak(threads);
                });
            }
            results.put(setting, rounds(setting, programs, progress));
        }
        return new Results(results, peaks);
    }

    private Map<Peer, List<Outcome>> rounds(Setting setting, Programs programs, Consumer<String> progress) {
        long parameters = Cost.of(setting.net()).parameters();
        Map<Peer, List<Outcome>> outcomes = new EnumMap<>(Peer.class);
        for (int round = 1; round <= rounds; round++) {
            for (Peer peer : peers) {
                List<Outcome> before = outcomes.computeIfAbsent(peer, key -> new ArrayList<>());
                // What cannot run once is not asked again.
                if (!peer.takesPartIn(setting.net(), setting.kind())
                        || before.stream().anyMatch(outcome -> outcome.failure() != null)) {
                    continue;
                }
                progress.accept("%s, round %d of %d: %s".formatted(setting, round, rounds, peer.key()));
                before.add(checked(programs.run(peer, setting), parameters));
            }
        }
        outcomes.values().removeIf(List::isEmpty);
        return outcomes;
    }

    /** Figures of another network are no figures. */
    private static Outcome checked(Outcome outcome, long parameters) {
        if (outcome.failure() == null && outcome.number("parameters") != parameters) {
            return Outcome.failed("its network has %s parameters and not %d: it is another one"
                    .formatted(outcome.text("parameters"), parameters));
        }
        return outcome;
    }
}
