package org.netloom.runtime.loss;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What all losses here have in common: two are equal where they would be written in the same way. */
abstract class NamedLoss implements Loss {
    private final String name;

    NamedLoss(String name) {
        this.name = name;
    }

    @Override
    public final String name() {
        return name;
    }

    /** The options that differ from the usual, each as it would be written: {@code delta=0.5}. */
    List<String> options() {
        return List.of();
    }

    /** {@code (1.0, 2.0, 0.5)}. */
    static String text(List<Double> numbers) {
        return numbers.size() == 1
                ? String.valueOf(numbers.get(0))
                : numbers.stream().map(String::valueOf).collect(Collectors.joining(", ", "(", ")"));
    }

    @Override
    public final boolean equals(@Nullable Object other) {
        // The text begins with the name, which no two losses have in common.
        return other instanceof NamedLoss && other.toString().equals(toString());
    }

    @Override
    public final int hashCode() {
        return toString().hashCode();
    }

    /** {@code cross_entropy(label_smoothing=0.1)}: what differs from the usual. */
    @Override
    public final String toString() {
        return options().isEmpty() ? name : "%s(%s)".formatted(name, String.join(", ", options()));
    }
}
