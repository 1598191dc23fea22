package org.netloom.compiler.layer;

import java.util.List;
import java.util.stream.Collectors;

/** One number or several: {@code 2.5}, {@code (1, 2, 0.5)}. */
public record Numbers(List<Double> values) {
    public Numbers {
        values = List.copyOf(values);
    }

    /** As it would be written: {@code 2.5}, {@code (1.0, 2.0, 0.5)}. */
    @Override
    public String toString() {
        return values.size() == 1
                ? String.valueOf(values.get(0))
                : values.stream().map(String::valueOf).collect(Collectors.joining(", ", "(", ")"));
    }
}
