package org.netloom.runtime.data;

import org.jspecify.annotations.Nullable;

/** The classes of examples, one for each or one for each step of a sequence; a byte or four for each class. */
final class Labels {
    private final int size;
    private final int positions;
    private final byte @Nullable [] bytes;
    private final int @Nullable [] ints;
    private final int classes;

    private Labels(int size, int positions, byte @Nullable [] bytes, int @Nullable [] ints) {
        this.size = size;
        this.positions = positions;
        this.bytes = bytes;
        this.ints = ints;
        int highest = -1;
        for (int i = 0; i < size; i++) {
            for (int t = 0; t < positions; t++) {
                highest = Math.max(highest, get(i, t));
            }
        }
        this.classes = highest + 1;
    }

    /** Classes 0..255, one an example. */
    static Labels of(byte[] bytes) {
        return of(bytes, 1);
    }

    /** Classes 0..255, so many an example, example after example. */
    static Labels of(byte[] bytes, int positions) {
        return new Labels(bytes.length / positions, positions, bytes, null);
    }

    /** Any classes from 0 on, so many an example, example after example. */
    static Labels of(int[] ints, int positions) {
        return new Labels(ints.length / positions, positions, null, ints);
    }

    /** For examples of which nobody has said the class. */
    static Labels none(int size) {
        return new Labels(size, 1, null, null);
    }

    /** The number of examples. */
    int size() {
        return size;
    }

    /** How many each example has. */
    int positions() {
        return positions;
    }

    /** One more than the highest label. */
    int classes() {
        return classes;
    }

    int get(int index, int position) {
        int at = index * positions + position;
        if (bytes != null) {
            return bytes[at] & 0xFF;
        }
        return ints == null ? -1 : ints[at];
    }
}
