package org.netloom.benchmarks.measuring;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What is measured of a network. */
public enum Kind {
    /** Forward, loss, backward and the update by plain gradient descent, a batch at a time. */
    TRAINING(true),
    /** Forward alone, a batch at a time, in the library's fastest way. */
    INFERENCE(false),
    /** One image at a time: how long the answer takes. */
    LATENCY(false),
    /** From the start of the JVM to the end of the first and of the hundredth training step. */
    START(true);

    private final boolean trains;

    Kind(boolean trains) {
        this.trains = trains;
    }

    /** @throws IllegalArgumentException where there is none of this name, in a sentence for the user */
    public static Kind of(String name) {
        return Arrays.stream(values())
                .filter(kind -> kind.key().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no measurement '%s': they are %s"
                        .formatted(name, Arrays.stream(values()).map(Kind::key).collect(Collectors.joining(", ")))));
    }

    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    public boolean trains() {
        return trains;
    }
}
