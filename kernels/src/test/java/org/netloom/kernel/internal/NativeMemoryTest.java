package org.netloom.kernel.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;

/**
 * Arrays in native memory for tests of kernels. Each lies between floats that nobody may write, which is looked at after the
 * test, and in the checked mode neither read.
 */
abstract class NativeMemoryTest {
    static final int V = Lanes.COUNT;

    /** Numbers of examples, channels or vectors about which a loop over vectors, or tiles, may err. */
    static final int[] RAGGED = {1, 2, 3, 5, V - 1, V, V + 1, 2 * V + 3};

    private static final int GUARDS = 64;
    private static final float GUARD = 12345.678f;

    final SplittableRandom random = new SplittableRandom(20261130);
    private final Arena arena = Arena.ofConfined();
    private final List<Floats> made = new ArrayList<>();

    /** Floats in native memory. */
    static final class Floats {
        /** Where the first one lies, at a multiple of 64. */
        final long at;

        final int length;
        private final MemorySegment all;

        private Floats(Arena arena, int length) {
            this.length = length;
            all = arena.allocate((length + 2L * GUARDS) * Float.BYTES, 64);
            at = all.address() + GUARDS * Float.BYTES;
            for (int i = 0; i < length + 2 * GUARDS; i++) {
                all.setAtIndex(ValueLayout.JAVA_FLOAT, i, GUARD);
            }
            // Of the guards nothing is known any more, whoever had their memory before.
            Addresses.allocated(all.address(), all.byteSize());
            Addresses.released(all.address());
            Addresses.allocated(at, (long) length * Float.BYTES);
        }

        float get(int i) {
            return all.getAtIndex(ValueLayout.JAVA_FLOAT, GUARDS + i);
        }

        void set(int i, float value) {
            all.setAtIndex(ValueLayout.JAVA_FLOAT, GUARDS + i, value);
        }

        /** What they are now. */
        float[] values() {
            float[] values = new float[length];
            for (int i = 0; i < length; i++) {
                values[i] = get(i);
            }
            return values;
        }

        /** Where a vector lies. */
        long vector(int number) {
            return at + (long) number * Lanes.BYTES;
        }

        /** One of the lanes of a vector. */
        float lane(int vector, int lane) {
            return get(vector * V + lane);
        }

        private boolean isIntact() {
            for (int i = 0; i < GUARDS; i++) {
                if (get(-1 - i) != GUARD || get(length + i) != GUARD) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Floats that a kernel is to write. */
    final Floats floats(int length) {
        Floats floats = new Floats(arena, length);
        made.add(floats);
        return floats;
    }

    /** Vectors that a kernel is to write. */
    final Floats vectors(int count) {
        return floats(count * V);
    }

    /** Numbers between -1 and 1. */
    final Floats randomFloats(int length) {
        Floats floats = floats(length);
        for (int i = 0; i < length; i++) {
            floats.set(i, number());
        }
        return floats;
    }

    final Floats randomVectors(int count) {
        return randomFloats(count * V);
    }

    /** A number between -1 and 1. */
    final float number() {
        return (float) random.nextDouble(-1, 1);
    }

    final float[] numbers(int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = number();
        }
        return numbers;
    }

    @AfterEach
    void nobodyWroteBesideAnArray() {
        assertThat(made).allMatch(Floats::isIntact);
        made.forEach(floats -> Addresses.released(floats.at));
        arena.close();
    }
}
