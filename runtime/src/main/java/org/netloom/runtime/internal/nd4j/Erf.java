package org.netloom.runtime.internal.nd4j;

/**
 * The error function, {@code erf(x) = 2/√π ∫₀ˣ exp(-t²) dt}, with a relative error below 1e-15.
 *
 * <p>A Taylor series around the nearest point of a fine grid: the n-th derivative of exp(-t²) is (-1)ⁿ Hₙ(t) exp(-t²)
 * with the Hermite polynomials Hₙ (Abramowitz and Stegun, 1964, 7.1.19), and at most 1/128 away from a point what
 * follows the seventh power is below 1e-18. The values at the points come from the series 7.1.6 of the same book, whose
 * terms are all positive, so that nothing cancels, and from the continued fraction 7.1.14 where it would be long.
 */
final class Erf {
    private static final int POINTS_PER_UNIT = 64;

    /** Beyond it 1 - erf(x) is below 2e-17, which no double near 1 shows. */
    private static final int END = 6;

    private static final double TWO_OVER_ROOT_PI = 2 / Math.sqrt(Math.PI);
    private static final int POWERS = 7;

    /** For each point the coefficients of d⁰ … d⁷, d being the distance from it. */
    private static final double[][] SERIES = new double[END * POINTS_PER_UNIT + 1][];

    static {
        for (int i = 0; i < SERIES.length; i++) {
            SERIES[i] = around((double) i / POINTS_PER_UNIT);
        }
    }

    private Erf() {}

    /** erf(x); NaN of NaN. */
    static double erf(double x) {
        double size = Math.abs(x);
        if (size >= END) {
            return Math.signum(x);
        }
        int nearest = (int) (size * POINTS_PER_UNIT + 0.5);
        double[] series = SERIES[nearest];
        double distance = size - (double) nearest / POINTS_PER_UNIT;
        double sum = series[POWERS];
        for (int power = POWERS - 1; power >= 0; power--) {
            sum = sum * distance + series[power];
        }
        return Math.copySign(Math.min(sum, 1), x);
    }

    private static double[] around(double point) {
        double[] series = new double[POWERS + 1];
        series[0] = exact(point);
        double hermiteBefore = 0;
        double hermite = 1;
        double factor = TWO_OVER_ROOT_PI * Math.exp(-point * point);
        for (int n = 0; n < POWERS; n++) {
            factor /= n + 1; // 2/√π exp(-point²) (-1)ⁿ / (n + 1)!
            series[n + 1] = factor * hermite;
            factor = -factor;
            double next = 2 * point * hermite - 2 * n * hermiteBefore;
            hermiteBefore = hermite;
            hermite = next;
        }
        return series;
    }

    private static double exact(double x) {
        return x < 2 ? sum(x) : 1 - fraction(x);
    }

    /** {@code 2/√π exp(-x²) Σ 2ⁿ x²ⁿ⁺¹ / (1·3·…·(2n+1))}. */
    private static double sum(double x) {
        double term = x;
        double sum = x;
        for (int n = 1; term > sum * 1e-18; n++) {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }
        return TWO_OVER_ROOT_PI * Math.exp(-x * x) * sum;
    }

    /** {@code 1 - erf(x) = exp(-x²)/√π / (x + 1/2 / (x + 2/2 / (x + 3/2 / (x + …))))}. */
    private static double fraction(double x) {
        double denominator = x;
        for (int n = 100; n > 0; n--) {
            denominator = x + n / 2.0 / denominator;
        }
        return TWO_OVER_ROOT_PI / 2 * Math.exp(-x * x) / denominator;
    }
}
