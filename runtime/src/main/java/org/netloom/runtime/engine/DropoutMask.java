package org.netloom.runtime.engine;

/**
 * The random choice of dropout, the same for every engine: element i of a mask, in row-major order, follows from the
 * seed and i alone. No state runs along, so an engine may draw elements in any order, on any number of threads.
 */
public final class DropoutMask {
    private static final double TWO_TO_53 = 0x1p53;

    private DropoutMask() {}

    /** Whether element {@code index} is dropped: SplitMix64's mixing of a counter (Steele, Lea and Flood, 2014). */
    public static boolean drops(long seed, long index, double probability) {
        long z = seed + 0x9E3779B97F4A7C15L * (index + 1);
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        z ^= z >>> 31;
        return z >>> 11 < (long) (probability * TWO_TO_53);
    }

    /** What an element that stays is multiplied by: 1 / (1 - probability). */
    public static double scale(double probability) {
        return 1 / (1 - probability);
    }

    /** The first {@code length} elements of a mask: 0 or {@link #scale}. */
    public static double[] draw(long seed, double probability, int length) {
        double scale = scale(probability);
        double[] mask = new double[length];
        for (int i = 0; i < length; i++) {
            mask[i] = drops(seed, i, probability) ? 0 : scale;
        }
        return mask;
    }
}
