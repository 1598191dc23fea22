package org.netloom.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SpreadTest {
    @Test
    void countsNumbersAlone() {
        Spread spread = Spread.of(2, Double.NaN, 4, 9);
        assertThat(spread.count()).isEqualTo(3);
        assertThat(spread.of()).isEqualTo(4);
        assertThat(spread.mean()).isEqualTo(5);
        // (9 + 1 + 16) / 2 = 13
        assertThat(spread.deviation()).isCloseTo(Math.sqrt(13), within(1e-15));
        assertThat(spread.least()).isEqualTo(2);
        assertThat(spread.greatest()).isEqualTo(9);
    }

    @Test
    void knowsNothingOfNothing() {
        assertThat(Spread.of(Double.NaN).mean()).isNaN();
        assertThat(Spread.of(1).deviation()).isNaN();
    }

    @Test
    void smoothsByTheValuesBefore() {
        assertThat(Results.runningMean(new double[] {1, 2, 3, 6}, 2)).containsExactly(1, 1.5, 2.5, 4.5);
    }
}
