package org.netloom.runtime.internal.random;

/**
 * SplitMix64 (Steele, Lea and Flood, 2014): a handful of random numbers for one example at the price of a few
 * multiplications, where a generator of the JDK costs more to make than the example itself.
 */
public final class Random64 {
    private static final long GAMMA = 0x9E3779B97F4A7C15L;
    private long state;

    /** A stream of its own for each pair of numbers. */
    public Random64(long seed, long index) {
        restart(seed, index);
    }

    /** Begins the stream of such a pair. */
    public void restart(long seed, long index) {
        state = mix(mix(seed + GAMMA) + index);
    }

    /** All 64 bits change with any bit of z. */
    public static long mix(long value) {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    public long next() {
        state += GAMMA;
        return mix(state);
    }

    /** Uniform in [0, 1). */
    public float unit() {
        return (next() >>> 40) * 0x1p-24f;
    }

    /** Uniform in [low, high). */
    public float between(float low, float high) {
        return low + (high - low) * unit();
    }

    /** Bell-shaped around 0, within ±spread and with a standard deviation of 0.41 spread: two uniforms added. */
    public float around(float spread) {
        return (unit() + unit() - 1) * spread;
    }
}
