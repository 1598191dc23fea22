package org.netloom.runtime.init;

import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import java.util.random.RandomGenerator;

/**
 * Random numbers for one parameter of a network, which follow from the seed and its name. The generator is {@link
 * SplittableRandom}, which every Java runtime has, so that the same seed gives the same bits everywhere.
 */
public final class Draw {
    private final long seed;

    Draw(long seed, String name) {
        this.seed = seed ^ hash(name);
    }

    /** Uniform in [-bound, bound). */
    public DoubleSupplier uniform(double bound) {
        RandomGenerator random = new SplittableRandom(seed);
        return () -> bound * (2 * random.nextDouble() - 1);
    }

    /** Normal around 0. */
    public DoubleSupplier normal(double deviation) {
        return new Normal(deviation, new SplittableRandom(seed));
    }

    /** Box and Muller (1958) with StrictMath: {@code nextGaussian} may change from one Java to the next. */
    private static final class Normal implements DoubleSupplier {
        private final double deviation;
        private final RandomGenerator random;
        private double second;
        private boolean hasSecond;

        Normal(double deviation, RandomGenerator random) {
            this.deviation = deviation;
            this.random = random;
        }

        @Override
        public double getAsDouble() {
            if (hasSecond) {
                hasSecond = false;
                return second;
            }
            double radius = deviation * StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
            double angle = 2 * Math.PI * random.nextDouble();
            second = radius * StrictMath.sin(angle);
            hasSecond = true;
            return radius * StrictMath.cos(angle);
        }
    }

    /** FNV-1a in 64 bits: names that differ in a digit get streams that have nothing in common. */
    private static long hash(String name) {
        long hash = 0xCBF29CE484222325L;
        for (int i = 0; i < name.length(); i++) {
            hash = (hash ^ name.charAt(i)) * 0x100000001B3L;
        }
        return hash;
    }
}
