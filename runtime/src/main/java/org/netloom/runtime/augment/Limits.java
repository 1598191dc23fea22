package org.netloom.runtime.augment;

import java.util.Locale;
import org.netloom.runtime.exception.NetworkException;

/** What the numbers of augmentations may be. */
final class Limits {
    private Limits() {}

    static void atLeast(int least, String what, int value) {
        if (value < least) {
            throw new NetworkException(String.format(Locale.ROOT, "%s is at least %d, not %d", what, least, value));
        }
    }

    /** In (low, high]. */
    static void within(double low, double high, String what, double value) {
        if (!(value > low && value <= high)) {
            throw new NetworkException(
                    high == Double.MAX_VALUE
                            ? "%s is above %s, not %s".formatted(what, low, value)
                            : "%s is above %s and at most %s, not %s".formatted(what, low, high, value));
        }
    }

    /** In (0, high). */
    static void below(double high, String what, double value) {
        if (!(value > 0 && value < high)) {
            throw new NetworkException("%s is above 0 and below %s, not %s".formatted(what, high, value));
        }
    }

    /** In (0, 1]. */
    static void probability(double value) {
        within(0, 1, "a probability", value);
    }
}
