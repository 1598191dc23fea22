package org.netloom.runtime.internal.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CurveTest {
    /** Next to 0.02, where the exponential takes over, 1 - e⁻²ˣ keeps a 25th of its digits: 5e-15 of the value. */
    @Test
    void tanhIsThatOfJava() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 100_000; i++) {
            double x = (i % 2 == 0 ? 1 : -1) * Math.exp(random.nextDouble(Math.log(1e-12), Math.log(30)));
            double expected = Math.tanh(x);
            assertThat(ActivationFunction.tanh(x))
                    .as("tanh(%s)", x)
                    .isCloseTo(expected, within(1e-14 * Math.abs(expected)));
        }
    }

    @Test
    void tanhHasLimits() {
        assertThat(ActivationFunction.tanh(Double.POSITIVE_INFINITY)).isEqualTo(1);
        assertThat(ActivationFunction.tanh(Double.NEGATIVE_INFINITY)).isEqualTo(-1);
        assertThat(ActivationFunction.tanh(-1e300)).isEqualTo(-1);
        assertThat(ActivationFunction.tanh(0.0)).isZero();
        assertThat(ActivationFunction.tanh(Double.MIN_VALUE)).isPositive();
        assertThat(ActivationFunction.tanh(Double.NaN)).isNaN();
    }
}
