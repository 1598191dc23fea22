package org.netloom.benchmarks.kernels;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;

/** Memory for blocks of examples, aligned as the engine's is. */
final class Blocks {
    private static final int ALIGNMENT = 64;

    private Blocks() {}

    /** So many floats between -1 and 1, the same in each run: numbers that neither vanish nor overflow. */
    static long random(Arena arena, long floats) {
        MemorySegment memory = arena.allocate(floats * Float.BYTES, ALIGNMENT);
        SplittableRandom random = new SplittableRandom(floats);
        for (long i = 0; i < floats; i++) {
            memory.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextDouble(-1, 1));
        }
        return memory.address();
    }
}
