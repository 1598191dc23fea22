package org.netloom.runtime.sweep;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a trial has come to so far.
 *
 * @param epochs those that were measured, in their order
 * @param reason of a trial that diverged or was refused: a few words; null of others
 */
public record TrialResult(
        List<TrialEpoch> epochs, State state, @Nullable String reason) {

    /** What is to become of a trial. */
    public enum State {
        /** It can go on. */
        OPEN,
        /** It has done all of its epochs, or what stops trainings early has ended it. */
        ENDED,
        /** It came to numbers that are none. */
        DIVERGED,
        /** It cannot be trained. */
        REFUSED
    }

    static final TrialResult NONE = new TrialResult(List.of(), State.OPEN, null);

    public TrialResult {
        epochs = List.copyOf(epochs);
    }

    static TrialResult refused(String reason) {
        return new TrialResult(List.of(), State.REFUSED, reason);
    }

    /** With an epoch more, which takes the place of those that were done again. */
    TrialResult with(TrialEpoch epoch) {
        List<TrialEpoch> all = new ArrayList<>(epochs);
        all.removeIf(before -> before.epoch() >= epoch.epoch());
        all.add(epoch);
        return new TrialResult(all, State.OPEN, null);
    }

    TrialResult as(State now, @Nullable String because) {
        return new TrialResult(epochs, now, because);
    }

    /**
     * The figures to compare it by when others have done so many epochs; those of its last one where it ended before. Null
     * where it has not come so far.
     */
    public @Nullable TrialEpoch at(long epoch) {
        TrialEpoch last = null;
        for (TrialEpoch each : epochs) {
            if (each.epoch() == epoch || (each.epoch() < epoch && state == State.ENDED)) {
                last = each;
            }
        }
        return last;
    }
}
