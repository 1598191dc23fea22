package org.netloom.kernel.internal;

import static org.netloom.kernel.internal.Addresses.CHECKED;
import static org.netloom.kernel.internal.Lanes.BYTES;
import static org.netloom.kernel.internal.Lanes.MEMORY;
import static org.netloom.kernel.internal.Lanes.ORDER;
import static org.netloom.kernel.internal.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/** What is done with the steps of sequences, which lie as [T][F][V] in a block. */
public final class Steps {
    private Steps() {}

    /** y = x + offset, with one offset for all lanes of a vector: those from {@code first} on. */
    public static void add(long x, long y, float[] offsets, int first, int vectors) {
        if (CHECKED) {
            Addresses.vectors(x, vectors);
            Addresses.vectors(y, vectors);
        }
        for (int i = 0; i < vectors; i++) {
            long at = (long) i * BYTES;
            FloatVector.fromMemorySegment(SPECIES, MEMORY, x + at, ORDER)
                    .add(offsets[first + i])
                    .intoMemorySegment(MEMORY, y + at, ORDER);
        }
    }

    /** y = value, in all lanes of a vector. */
    public static void spread(float[] values, long y, int vectors) {
        if (CHECKED) {
            Addresses.vectors(y, vectors);
        }
        for (int i = 0; i < vectors; i++) {
            FloatVector.broadcast(SPECIES, values[i]).intoMemorySegment(MEMORY, y + (long) i * BYTES, ORDER);
        }
    }

    /** The mean of the steps. */
    public static void mean(long x, long y, int steps, int features) {
        if (CHECKED) {
            Addresses.vectors(x, (long) steps * features);
            Addresses.vectors(y, features);
        }
        for (int k = 0; k < features; k++) {
            long at = x + (long) k * BYTES;
            FloatVector sum = FloatVector.fromMemorySegment(SPECIES, MEMORY, at, ORDER);
            for (int t = 1; t < steps; t++) {
                at += (long) features * BYTES;
                sum = sum.add(FloatVector.fromMemorySegment(SPECIES, MEMORY, at, ORDER));
            }
            sum.div(steps).intoMemorySegment(MEMORY, y + (long) k * BYTES, ORDER);
        }
    }

    /** Gives each step its part of the gradient by their mean. */
    public static void meanBackward(long dy, long dx, int steps, int features) {
        if (CHECKED) {
            Addresses.vectors(dy, features);
            Addresses.vectors(dx, (long) steps * features);
        }
        for (int k = 0; k < features; k++) {
            long at = dx + (long) k * BYTES;
            FloatVector part = FloatVector.fromMemorySegment(SPECIES, MEMORY, dy + (long) k * BYTES, ORDER)
                    .div(steps);
            for (int t = 0; t < steps; t++) {
                part.intoMemorySegment(MEMORY, at, ORDER);
                at += (long) features * BYTES;
            }
        }
    }

    /** Copies one vector after another from where they lie {@code distance} vectors apart. */
    public static void collect(long x, long y, int vectors, int distance) {
        if (CHECKED) {
            Addresses.vectors(x, vectors, (long) distance * BYTES);
            Addresses.vectors(y, vectors);
        }
        for (int i = 0; i < vectors; i++) {
            FloatVector.fromMemorySegment(SPECIES, MEMORY, x + (long) i * distance * BYTES, ORDER)
                    .intoMemorySegment(MEMORY, y + (long) i * BYTES, ORDER);
        }
    }
}
