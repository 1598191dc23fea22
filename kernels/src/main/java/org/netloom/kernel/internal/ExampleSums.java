package org.netloom.kernel.internal;

import static org.netloom.kernel.internal.Addresses.CHECKED;
import static org.netloom.kernel.internal.Lanes.BYTES;
import static org.netloom.kernel.internal.Lanes.COUNT;
import static org.netloom.kernel.internal.Lanes.MEMORY;
import static org.netloom.kernel.internal.Lanes.ORDER;
import static org.netloom.kernel.internal.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * The sums of each element over the examples of a batch in blocks. What is added up in float are the differences from the
 * first example, so that a mean far from 0 costs no digits.
 */
public final class ExampleSums {
    private ExampleSums() {}

    /**
     * @param x where the first block begins
     * @param blockBytes from one block to the next
     * @param lanesOfLast how many lanes of the last block hold examples
     * @param from, to the elements to sum
     * @param sums get the sum of element i at i
     * @param room for a vector, of the thread's own
     */
    public static void of(
            long x, int blocks, long blockBytes, int lanesOfLast, int from, int to, double[] sums, float[] room) {
        if (CHECKED) {
            for (int block = 0; block < blocks; block++) {
                Addresses.vectors(x + block * blockBytes + (long) from * BYTES, to - from);
            }
        }
        FloatVector used = Lanes.load(Lanes.ones(lanesOfLast));
        double examples = (blocks - 1.0) * COUNT + lanesOfLast;
        for (int i = from; i < to; i++) {
            long at = x + (long) i * BYTES;
            float first = Lanes.get(at);
            FloatVector sum = FloatVector.zero(SPECIES);
            for (int block = 0; block < blocks - 1; block++) {
                sum = sum.add(FloatVector.fromMemorySegment(SPECIES, MEMORY, at, ORDER)
                        .sub(first));
                at += blockBytes;
            }
            sum = sum.add(FloatVector.fromMemorySegment(SPECIES, MEMORY, at, ORDER)
                    .sub(first)
                    .mul(used));
            sum.intoArray(room, 0);
            sums[i] = Lanes.sum(room) + examples * first;
        }
    }
}
