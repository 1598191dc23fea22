package org.netloom.runtime.sweep;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What came of a sweep.
 *
 * @param net its name
 * @param engine that computed
 * @param by the figure that ranks
 * @param ranking the best one first, those that diverged or were refused last
 * @param stopped whether somebody asked it to stop, so that the ranking is of what was done until then
 */
public record SweepReport(String net, String engine, RankBy by, List<Ranked> ranking, boolean stopped) {
    public SweepReport {
        ranking = List.copyOf(ranking);
    }

    /**
     * A trial and where it stands.
     *
     * @param figures of the longest rung that it has done; null where it has done none
     * @param checkpoint of its last epoch; null where there is none
     */
    public record Ranked(
            Trial trial,
            TrialResult result,
            @Nullable TrialEpoch figures,
            @Nullable Path checkpoint) {}

    /** The best one; nothing where none was trained. */
    public Optional<Ranked> best() {
        return ranking.stream()
                .filter(ranked -> ranked.figures() != null && ranked.result().state() != TrialResult.State.DIVERGED)
                .findFirst();
    }
}
