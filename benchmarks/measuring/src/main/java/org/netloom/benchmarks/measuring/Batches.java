package org.netloom.benchmarks.measuring;

import java.util.SplittableRandom;

/**
 * Images and classes drawn at random, the same for every library: zeros would be faster than data, and one batch again and
 * again would be learned by heart.
 */
public final class Batches {
    /** How many there are; steps take them in turn. */
    public static final int COUNT = 8;

    private static final long SEED = 20_261;

    private final Workload workload;

    public Batches(Workload workload) {
        this.workload = workload;
    }

    /** The images of batch i, uniform in [0, 1), as [N, C, H, W] in row-major order. */
    public float[] images(int i) {
        Net net = workload.net();
        SplittableRandom random = new SplittableRandom(SEED + 2L * i);
        float[] values = new float[workload.batch() * net.channels() * net.size() * net.size()];
        for (int k = 0; k < values.length; k++) {
            values[k] = random.nextInt(1 << 24) * 0x1p-24f;
        }
        return values;
    }

    /** The classes of batch i, [N]. */
    public int[] classes(int i) {
        SplittableRandom random = new SplittableRandom(SEED + 2L * i + 1);
        return random.ints(workload.batch(), 0, workload.net().classes()).toArray();
    }
}
