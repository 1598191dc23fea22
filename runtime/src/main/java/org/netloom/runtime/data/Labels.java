package org.netloom.runtime.data;

import org.jspecify.annotations.Nullable;

/** The classes of examples, one byte or four for each. */
final class Labels {
    private final int size;
    private final byte @Nullable [] bytes;
    private final int @Nullable [] ints;
    private final int classes;

    private Labels(int size, byte @Nullable [] bytes, int @Nullable [] ints) {
        this.size = size;
        this.bytes = bytes;
        this.ints = ints;
        int highest = -1;
        for (int i = 0; i < size; i++) {
            highest = Math.max(highest, get(i));
        }
        this.classes = highest + 1;
    }

    /** Classes 0..255. */
    static Labels of(byte[] bytes) {
        return new Labels(bytes.length, bytes, null);
    }

    /** Any classes from 0 on. */
    static Labels of(int[] ints) {
        return new Labels(ints.length, null, ints);
    }

    /** For examples of which nobody has said the class. */
    static Labels none(int size) {
        return new Labels(size, null, null);
    }

    int size() {
        return size;
    }

    /** One more than the highest label. */
    int classes() {
        return classes;
    }

    int get(int index) {
        if (bytes != null) {
            return bytes[index] & 0xFF;
        }
        return ints == null ? -1 : ints[index];
    }
}
