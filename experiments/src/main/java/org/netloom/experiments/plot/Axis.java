package org.netloom.experiments.plot;

import org.jspecify.annotations.Nullable;

/**
 * What an axis shows.
 *
 * @param label what its numbers are, with their unit
 * @param log whether equal ratios are equally long, which values of 0 and less cannot be shown on
 * @param percent whether numbers are shares, written as percentages
 * @param whole whether numbers are counts, with nothing to say between two of them
 * @param from where it begins; null for the least value
 * @param to where it ends; null for the greatest value
 */
public record Axis(
        String label,
        boolean log,
        boolean percent,
        boolean whole,
        @Nullable Double from,
        @Nullable Double to) {

    public static Axis linear(String label) {
        return new Axis(label, false, false, false, null, null);
    }

    public static Axis log(String label) {
        return new Axis(label, true, false, false, null, null);
    }

    /** Of shares, 0 to 1, written as percentages. */
    public static Axis percent(String label) {
        return new Axis(label, false, true, false, null, null);
    }

    /** Of counts: epochs, steps. */
    public static Axis count(String label) {
        return new Axis(label, false, false, true, null, null);
    }

    /** The same from and to these values at least; what lies beyond is shown all the same. */
    public Axis over(double least, double greatest) {
        return new Axis(label, log, percent, whole, least, greatest);
    }

    /** What stands beside it: of a logarithmic one, that it is. */
    String title() {
        return log ? label + " (log scale)" : label;
    }

    boolean shows(double value) {
        return Double.isFinite(value) && (!log || value > 0);
    }
}
