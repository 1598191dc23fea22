package org.netloom.runtime.train;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.loss.Loss;

/** The figure of an epoch that must become better. */
public enum Monitor {
    /** The loss of the inference pass after the epoch; smaller is better. */
    VALIDATION_LOSS,
    /** The accuracy of the inference pass after the epoch; greater is better. */
    VALIDATION_ACCURACY,
    /** The mean loss of the epoch's steps; smaller is better. */
    TRAIN_LOSS;

    /**
     * The one of this name: {@code validation_loss}.
     *
     * @throws NetworkException where there is none
     */
    public static Monitor of(String name) {
        return Arrays.stream(values())
                .filter(monitor -> monitor.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new NetworkException("an epoch has no figure '%s'; there are %s"
                        .formatted(
                                name,
                                Arrays.stream(values()).map(Monitor::toString).collect(Collectors.joining(", ")))));
    }

    /** Why an epoch has no such figure where outputs say this; null where it has. */
    @Nullable String refusal(Loss.Says says) {
        return this == VALIDATION_ACCURACY && says == Loss.Says.NUMBERS
                ? "numbers have no accuracy to monitor; monitor=validation_loss can be"
                : null;
    }

    /** How bad an epoch is: the smaller, the better. */
    double badness(Evaluation train, Evaluation validation) {
        return switch (this) {
            case VALIDATION_LOSS -> validation.loss();
            case VALIDATION_ACCURACY -> -validation.accuracy();
            case TRAIN_LOSS -> train.loss();
        };
    }

    /** As a train section has it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
