package org.netloom.benchmarks.networks;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

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

    /** Follows a run, which takes an hour: what it has come to so far is not to be lost with it. */
    interface Progress {
        /** A process starts, or has ended: a line to read. */
        void tell(String text);

        /** Each peer of a setting had another turn. */
        void roundDone(Results soFar);
    }

    Results with(Programs programs, Progress progress) {
        Results results = new Results(new LinkedHashMap<>(), new LinkedHashMap<>());
        for (Setting setting : settings) {
            if (setting.hasPeak()) {
                results.peaks().computeIfAbsent(setting.threads(), threads -> {
                    progress.tell("peak, " + Setting.threads(threads));
                    return programs.peak(threads);
                });
            }
            for (int round = 1; round <= rounds; round++) {
                round(setting, round, results, programs, progress);
                progress.roundDone(results);
            }
        }
        return results;
    }

    private void round(Setting setting, int round, Results results, Programs programs, Progress progress) {
        long parameters = Cost.of(setting.net()).parameters();
        Map<Peer, List<Outcome>> outcomes = results.peers().computeIfAbsent(setting, key -> new EnumMap<>(Peer.class));
        for (Peer peer : peers) {
            if (!peer.takesPartIn(setting.net(), setting.kind())) {
                continue;
            }
            List<Outcome> before = outcomes.computeIfAbsent(peer, key -> new ArrayList<>());
            // What cannot run once is not asked again.
            if (before.stream().anyMatch(outcome -> outcome.failure() != null)) {
                continue;
            }
            progress.tell(String.format(Locale.ROOT, "%s, round %d of %d: %s", setting, round, rounds, peer.key()));
            Outcome outcome = checked(programs.run(peer, setting), parameters);
            before.add(outcome);
            progress.tell("  " + Report.sentence(setting, outcome));
        }
    }

    /** Figures of another network are no figures. */
    private static Outcome checked(Outcome outcome, long parameters) {
        if (outcome.failure() == null && outcome.number("parameters") != parameters) {
            return Outcome.failed(String.format(
                    Locale.ROOT,
                    "its network has %s parameters and not %d: it is another one",
                    outcome.text("parameters"),
                    parameters));
        }
        return outcome;
    }
}
