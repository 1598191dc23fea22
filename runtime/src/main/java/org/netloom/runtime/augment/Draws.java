package org.netloom.runtime.augment;

import org.netloom.runtime.internal.random.Random64;

/**
 * Random numbers for one augmentation of one example in one epoch, which they follow from. The same on every machine. For one
 * thread.
 */
public final class Draws {
    private final Random64 random = new Random64(0, 0);

    Draws() {}

    /** Begins the stream that belongs to these numbers. */
    Draws restart(long seed, long epoch, int example, int place) {
        random.restart(Random64.mix(Random64.mix(seed) ^ (epoch + 1)), (long) example << 16 | place);
        return this;
    }

    /** Uniform in [0, 1), with 53 bits. */
    public double unit() {
        return (random.next() >>> 11) * 0x1.0p-53;
    }

    /** Uniform in [low, high). */
    public double between(double low, double high) {
        return low + (high - low) * unit();
    }

    /** Uniform in low, low + 1, … high. */
    public int whole(int low, int high) {
        return low + (int) (unit() * (high - low + 1));
    }

    /** True with this probability. */
    public boolean chance(double probability) {
        return unit() < probability;
    }

    /** Normal with mean 0 and standard deviation 1 (Box and Muller, 1958). */
    public double normal() {
        double radius = Math.sqrt(-2 * StrictMath.log(1 - unit()));
        return radius * StrictMath.cos(2 * Math.PI * unit());
    }

    /**
     * Of the distribution Beta(a, a), in [0, 1], by Jöhnk (1964): for an a above 1 by two gamma numbers, by Marsaglia and Tsang
     * (2000).
     *
     * @param a above 0
     */
    public double beta(double a) {
        if (a > 1) {
            double x = gamma(a);
            return x / (x + gamma(a));
        }
        while (true) {
            // In logarithms, because powers of a small number come to 0.
            double x = StrictMath.log(1 - unit()) / a;
            double y = StrictMath.log(1 - unit()) / a;
            double larger = Math.max(x, y);
            double sum = larger + StrictMath.log(StrictMath.exp(x - larger) + StrictMath.exp(y - larger));
            if (sum <= 0) {
                return StrictMath.exp(x - sum);
            }
        }
    }

    private double gamma(double a) {
        double d = a - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double z = normal();
            double v = 1 + c * z;
            if (v <= 0) {
                continue;
            }
            v = v * v * v;
            if (StrictMath.log(1 - unit()) < z * z / 2 + d - d * v + d * StrictMath.log(v)) {
                return d * v;
            }
        }
    }
}
