package org.netloom.runtime.init;

import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import java.util.random.RandomGenerator;

/**
 * How the weights of convolutions and dense layers start; biases start at 0.
 *
 * <p>Fans are PyTorch's: for a weight [out, in/groups, height, width] fanIn is in/groups · height · width and fanOut is
 * out · height · width; for [out, in] they are in and out.
 */
public enum Initializer {
    /** Uniform in ±√(6 / (fanIn + fanOut)) (Glorot and Bengio, 2010). */
    XAVIER_UNIFORM,
    /** Normal with standard deviation √(2 / (fanIn + fanOut)) (Glorot and Bengio, 2010). */
    XAVIER_NORMAL,
    /** Uniform in ±√(6 / fanIn), for relu (He et al., 2015). */
    KAIMING_UNIFORM,
    /** Normal with standard deviation √(2 / fanIn), for relu (He et al., 2015). */
    KAIMING_NORMAL;

    /**
     * Draws a weight's values, in row-major order.
     *
     * <p>The stream of random numbers follows from the seed and the parameter's name: another layer in the network
     * changes the values of no parameter that keeps its name. The generator is {@link SplittableRandom}, which every
     * Java runtime has, so that the same seed gives the same bits everywhere.
     *
     * @param seed the network's
     * @param name the parameter's, for example {@code conv1.weight}
     * @return one value after the other, so that a large weight needs no memory beside its own
     */
    public DoubleSupplier draw(long seed, String name, long fanIn, long fanOut) {
        RandomGenerator random = random(seed, name);
        return switch (this) {
            case XAVIER_UNIFORM -> uniform(Math.sqrt(6.0 / (fanIn + fanOut)), random);
            case XAVIER_NORMAL -> new Normal(Math.sqrt(2.0 / (fanIn + fanOut)), random);
            case KAIMING_UNIFORM -> uniform(Math.sqrt(6.0 / fanIn), random);
            case KAIMING_NORMAL -> new Normal(Math.sqrt(2.0 / fanIn), random);
        };
    }

    /** Normal values around 0, from the same stream of random numbers, for what multiplies nothing. */
    public static DoubleSupplier normal(long seed, String name, double deviation) {
        return new Normal(deviation, random(seed, name));
    }

    private static RandomGenerator random(long seed, String name) {
        return new SplittableRandom(seed ^ hash(name));
    }

    private static DoubleSupplier uniform(double bound, RandomGenerator random) {
        return () -> bound * (2 * random.nextDouble() - 1);
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
