package org.netloom.cli;

import java.util.Locale;
import java.util.Set;
import org.netloom.runtime.train.Evaluation;

/** Numbers of any size in columns of a fixed width. */
final class Numbers {
    /** Metrics that are a part of a whole. */
    private static final Set<String> SHARES = Set.of("accuracy", "precision", "recall", "f1");

    private Numbers() {}

    /** At most 10 characters: 0.0231, 2.3026, 1.20e-07, 3.40e+30, NaN. */
    static String loss(double value) {
        double size = Math.abs(value);
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return Double.toString(value);
        }
        return format(size == 0 || (size >= 1e-3 && size < 99_999) ? "%.4f" : "%.2e", value);
    }

    /** At most 8 characters: {@code 98.76 %}. */
    static String percent(double share) {
        return format("%.2f %%", 100 * share);
    }

    /** A metric of any size, at most 9 characters: {@code 98.76 %} of a share, otherwise 0.0231, 1520.3, -1.2e+09, -. */
    static String score(String metric, double value) {
        if (Double.isNaN(value)) {
            return "-";
        }
        if (SHARES.contains(metric) || metric.startsWith("top")) {
            return percent(value);
        }
        double size = Math.abs(value);
        return format(
                size == 0 || (size >= 1e-3 && size < 999.99995)
                        ? "%.4f"
                        : size >= 1e-3 && size < 99_999.95 ? "%.1f" : "%.1e",
                value);
    }

    /** What says most of outputs, as {@link #score} writes it. */
    static String main(Evaluation figures) {
        return score(figures.main().name(), figures.main().value());
    }

    /** At most 9 characters: 0.35, 12.4, 1,234, 1.2e+09. */
    static String rate(double perSecond) {
        return format(
                perSecond < 10 ? "%.2f" : perSecond < 100 ? "%.1f" : perSecond < 9_999_999 ? "%,.0f" : "%.1e",
                perSecond);
    }

    /** At most 8 characters: {@code 12.3 s}, {@code 27:46}, {@code 2:03:10}, {@code 4 d 8 h}. */
    static String seconds(double seconds) {
        return seconds < 999.95 ? format("%.1f s", seconds) : clock(seconds);
    }

    /** {@code 1:05}, {@code 2:03:10}, {@code 4 d 8 h}. */
    static String clock(double time) {
        long seconds = Math.round(time);
        if (seconds < 3600) {
            return format("%d:%02d", seconds / 60, seconds % 60);
        }
        return seconds < 100 * 3600
                ? format("%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60)
                : seconds < 10 * 86_400
                        ? format("%d d %d h", seconds / 86_400, seconds / 3600 % 24)
                        : format("%d d", seconds / 86_400);
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
