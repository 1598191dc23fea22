package org.netloom.runtime.metric;

import java.util.List;

/**
 * What a metric said.
 *
 * @param name of the metric: {@code accuracy}
 * @param value NaN where the examples have none
 * @param parts that of each class, label or number alone; empty where that makes no sense
 */
public record Score(String name, double value, List<Double> parts) {
    public Score {
        parts = List.copyOf(parts);
    }

    /** One without parts. */
    public static Score of(String name, double value) {
        return new Score(name, value, List.of());
    }
}
