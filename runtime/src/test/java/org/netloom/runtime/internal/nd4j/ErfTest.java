package org.netloom.runtime.internal.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ErfTest {
    private static final MathContext DIGITS = new MathContext(60);

    @Test
    void agreesWithTheSeriesAtZeroInSixtyDigits() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 3_000; i++) {
            double x = random.nextDouble(-6.5, 6.5);
            double expected = maclaurin(x);
            assertThat(Erf.erf(x)).as("erf(%s)", x).isCloseTo(expected, within(1e-15 * Math.abs(expected)));
        }
    }

    @Test
    void isAccurateNearZeroRelativeToItsValue() {
        for (double x = 1; x > 1e-300; x /= 7) {
            double expected = maclaurin(x);
            assertThat(Erf.erf(x)).isCloseTo(expected, within(1e-15 * expected));
            assertThat(Erf.erf(-x)).isEqualTo(-Erf.erf(x));
        }
        assertThat(Erf.erf(0.0)).isZero();
        assertThat(Erf.erf(Double.MIN_VALUE)).isPositive();
    }

    @Test
    void hasLimits() {
        assertThat(Erf.erf(Double.POSITIVE_INFINITY)).isEqualTo(1);
        assertThat(Erf.erf(Double.NEGATIVE_INFINITY)).isEqualTo(-1);
        assertThat(Erf.erf(5.999_999)).isEqualTo(1);
        assertThat(Erf.erf(Double.NaN)).isNaN();
    }

    /** {@code 2/√π Σ (-1)ⁿ x²ⁿ⁺¹ / (n! (2n+1))}, which cancels up to 18 digits at 6.5. */
    private static double maclaurin(double at) {
        BigDecimal x = new BigDecimal(at);
        BigDecimal square = x.multiply(x, DIGITS);
        BigDecimal power = x;
        BigDecimal sum = x;
        for (int n = 1; n < 250; n++) {
            power = power.multiply(square, DIGITS).negate().divide(BigDecimal.valueOf(n), DIGITS);
            sum = sum.add(power.divide(BigDecimal.valueOf(2L * n + 1), DIGITS), DIGITS);
        }
        BigDecimal pi = new BigDecimal("3.14159265358979323846264338327950288419716939937510582097494");
        return sum.multiply(BigDecimal.valueOf(2), DIGITS)
                .divide(pi.sqrt(DIGITS), DIGITS)
                .doubleValue();
    }
}
