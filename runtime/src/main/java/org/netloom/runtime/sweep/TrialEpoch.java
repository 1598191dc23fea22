package org.netloom.runtime.sweep;

import org.netloom.runtime.train.Evaluation;

/**
 * What an epoch of a trial came to.
 *
 * @param epoch from 1
 * @param trainLoss the mean over its steps
 * @param validationLoss of the inference pass after it
 * @param metric that says most: {@code accuracy}, or of numbers {@code rmse}
 * @param validationMetric what that says of the same pass
 * @param imagesPerSecond of training alone
 */
public record TrialEpoch(
        long epoch,
        double trainLoss,
        double validationLoss,
        String metric,
        double validationMetric,
        double imagesPerSecond) {

    static TrialEpoch of(long epoch, Evaluation train, Evaluation validation, double imagesPerSecond) {
        return new TrialEpoch(
                epoch,
                train.loss(),
                validation.loss(),
                validation.main().name(),
                validation.main().value(),
                imagesPerSecond);
    }
}
