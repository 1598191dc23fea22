package org.netloom.runtime.sweep;

import java.util.Locale;

/** The figure by which trainings are ranked. */
public enum RankBy {
    /** Smaller is better. */
    VALIDATION_LOSS,
    /** Greater is better. */
    VALIDATION_ACCURACY;

    /** How bad an epoch is: the smaller, the better; what is no number is worst. */
    double badness(TrialEpoch epoch) {
        double badness = this == VALIDATION_LOSS ? epoch.validationLoss() : -epoch.validationMetric();
        return Double.isNaN(badness) ? Double.POSITIVE_INFINITY : badness;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
