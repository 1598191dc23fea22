package org.netloom.runtime.sweep;

import java.util.Comparator;
import java.util.Locale;

/** The figure by which trainings are ranked. */
public enum RankBy {
    /** Smaller is better. */
    VALIDATION_LOSS,
    /** Greater is better. */
    VALIDATION_ACCURACY;

    /** The best first, by the loss where accuracies are the same; what is no number comes last. */
    Comparator<TrialEpoch> order() {
        Comparator<TrialEpoch> byLoss = Comparator.comparingDouble(TrialEpoch::validationLoss);
        // The negative of a NaN is one, which Java takes for the largest number.
        return this == VALIDATION_LOSS
                ? byLoss
                : Comparator.<TrialEpoch>comparingDouble(epoch -> -epoch.validationMetric())
                        .thenComparing(byLoss);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
