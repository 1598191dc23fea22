package org.netloom.benchmarks.measuring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StepsTest {
    @Test
    void theBatchesTakeTurns() {
        List<Integer> seen = new ArrayList<>();
        Steps steps = new Steps(new FakeTask(batch -> {
            seen.add(batch);
            return 1;
        }));
        assertThat(steps.block(0, 2 * Batches.COUNT + 1)).hasSize(17);
        assertThat(seen.subList(6, 10)).containsExactly(6, 7, 0, 1);
        assertThat(steps.done()).isEqualTo(17);
    }

    @Test
    void aBlockLastsAsLongAsItShould() {
        Steps steps = new Steps(new FakeTask(batch -> 1));
        long start = System.nanoTime();
        assertThat(steps.block(0.05, 1).length).isGreaterThan(1);
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(50_000_000L);
    }

    @Test
    void stepsThatTakeLongerAndLongerAreNotSteady() {
        long[] nanos = {1_000_000};
        Steps steps = new Steps(new FakeTask(batch -> {
            nanos[0] += nanos[0] / 20;
            long end = System.nanoTime() + nanos[0];
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            return 1;
        }));
        assertThat(steps.warmUp(2.5)).isFalse();
    }

    @Test
    void aQuantileIsOneOfTheTimes() {
        long[] times = {50, 10, 40, 20, 30};
        assertThat(Steps.median(times)).isEqualTo(30);
        assertThat(Steps.quantile(times, 0.99)).isEqualTo(50);
        assertThat(Steps.quantile(times, 0.2)).isEqualTo(10);
        assertThat(times).containsExactly(50, 10, 40, 20, 30);
    }

    @Test
    void aLossThatIsNoNumberIsAFailure() {
        assertThatThrownBy(() -> new Steps(new FakeTask(batch -> Double.NaN)).run())
                .hasMessage("step 1 came to NaN");
    }
}
