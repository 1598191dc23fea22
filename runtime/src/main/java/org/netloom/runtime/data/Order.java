package org.netloom.runtime.data;

import java.util.SplittableRandom;
import org.netloom.runtime.internal.random.Random64;

/** The order of examples in an epoch. */
final class Order {
    private Order() {}

    static int[] ascending(int size) {
        int[] order = new int[size];
        reset(order);
        return order;
    }

    static void reset(int[] order) {
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
    }

    /** Makes {@code order} the permutation of 0, 1, … that belongs to this seed and epoch (Fisher and Yates). */
    static void shuffle(int[] order, long seed, long epoch) {
        reset(order);
        // Mixed, because streams of SplittableRandom whose seeds lie a multiple of its gamma apart are one stream.
        SplittableRandom random = new SplittableRandom(Random64.mix(Random64.mix(seed) ^ (epoch + 1)));
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
    }
}
