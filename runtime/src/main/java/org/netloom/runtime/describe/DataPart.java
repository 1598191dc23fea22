package org.netloom.runtime.describe;

import java.util.List;

/**
 * One part of some data: what training learns from, what guides it, or what tests it.
 *
 * @param name {@code training}, {@code validation} or {@code test}
 * @param values of all inputs of all examples
 * @param channels the same of each channel of images; none where there is one channel, or where inputs are no images
 * @param classes how many examples, of sequences how many positions, each class has; none where targets are numbers
 * @param targets of each number that is a target; none where targets are classes
 */
public record DataPart(
        String name, int examples, Range values, List<Range> channels, List<Long> classes, List<Range> targets) {
    public DataPart {
        channels = List.copyOf(channels);
        classes = List.copyOf(classes);
        targets = List.copyOf(targets);
    }

    /** How many labels there are in all. */
    public long labels() {
        return classes.stream().mapToLong(Long::longValue).sum();
    }
}
