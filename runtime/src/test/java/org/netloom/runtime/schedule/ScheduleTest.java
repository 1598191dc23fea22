package org.netloom.runtime.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.netloom.runtime.exception.NetworkException;

/** Each schedule against the formula of PyTorch's scheduler, asked after each step. */
class ScheduleTest {
    /** Of some roundings of numbers up to 1. */
    private static final double ROUNDING = 1e-14;

    private static final int STEPS = 50;

    private static double[] factors(Schedule schedule, long steps, long perEpoch) {
        Schedule.Run run = schedule.start(steps, perEpoch);
        return LongStream.range(0, steps).mapToDouble(run::factor).toArray();
    }

    /** PyTorch's formula, at a step of {@link #STEPS}. */
    private interface Formula {
        double factor(int step);
    }

    private record Case(Schedule schedule, long perEpoch, Formula formula) {
        @Override
        public String toString() {
            return schedule.toString();
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                new Case(ConstantRate.of(), 7, step -> 1),
                // StepLR(step_size=14) and MultiStepLR(milestones=[7, 35]), in steps.
                new Case(StepDecay.of(2, 0.3), 7, step -> Math.pow(0.3, Math.floorDiv(step, 14))),
                new Case(StepDecay.of(0.5, 0.3), 10, step -> Math.pow(0.3, Math.floorDiv(step, 5))),
                new Case(MultistepDecay.of(1, 5).withGamma(0.2), 7, step -> step < 7 ? 1 : step < 35 ? 0.2 : 0.2 * 0.2),
                // ExponentialLR(gamma=0.5^(1/5)).
                new Case(ExponentialDecay.of(0.5), 5, step -> Math.pow(Math.pow(0.5, 1 / 5.0), step)),
                // PolynomialLR(total_iters=50, power=2).
                new Case(PolynomialDecay.of(2), 5, step -> Math.pow(1 - step / 50.0, 2)),
                // CosineAnnealingLR(T_max=50), and with eta_min of a tenth of the rate.
                new Case(CosineDecay.of(), 5, step -> (1 + Math.cos(Math.PI * step / 50)) / 2),
                new Case(CosineDecay.of().withEnd(0.1), 5, step -> 0.1 + 0.9 * (1 + Math.cos(Math.PI * step / 50)) / 2),
                // CosineAnnealingWarmRestarts(T_0=10) and with T_mult=2: waves of 10, 20 and 40 steps.
                new Case(CosineDecay.of().withRestart(2), 5, step -> (1 + Math.cos(Math.PI * (step % 10) / 10)) / 2),
                new Case(
                        CosineDecay.of().withRestart(2).withLonger(2),
                        5,
                        step -> step < 10
                                ? (1 + Math.cos(Math.PI * step / 10)) / 2
                                : step < 30
                                        ? (1 + Math.cos(Math.PI * (step - 10) / 20)) / 2
                                        : (1 + Math.cos(Math.PI * (step - 30) / 40)) / 2),
                // OneCycleLR(total_steps=50, pct_start=0.2): up to step 9, down to step 49.
                new Case(
                        OneCycle.of().withRise(0.2),
                        5,
                        step -> step <= 9
                                ? 1 + (1 / 25.0 - 1) * (1 + Math.cos(Math.PI * step / 9)) / 2
                                : 1 / 25.0 / 1e4
                                        + (1 - 1 / 25.0 / 1e4) * (1 + Math.cos(Math.PI * (step - 9) / 40)) / 2));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isPytorchs(Case each) {
        double[] factors = factors(each.schedule(), STEPS, each.perEpoch());
        for (int step = 0; step < STEPS; step++) {
            assertThat(factors[step])
                    .as("step %d", step)
                    .isCloseTo(each.formula().factor(step), within(ROUNDING));
        }
    }

    @Test
    void risesInTheWarmupAndBeginsBehindIt() {
        double[] warm = factors(CosineDecay.of().withWarmup(2), 30, 5);
        for (int step = 0; step < 10; step++) {
            assertThat(warm[step]).isCloseTo((step + 1) / 11.0, within(ROUNDING));
        }
        assertThat(List.of(warm[10], warm[20])).containsExactly(1.0, (1 + Math.cos(Math.PI / 2)) / 2);
        double[] shorter = factors(CosineDecay.of(), 20, 5);
        for (int step = 0; step < 20; step++) {
            assertThat(warm[step + 10]).isEqualTo(shorter[step]);
        }
        // Longer than all of training: it only rises.
        assertThat(factors(ConstantRate.of().withWarmup(9), 4, 2)).isSorted();
    }

    /** ReduceLROnPlateau(factor=0.5, patience=1, threshold=0.1): two bad epochs in a row halve the rate. */
    @Test
    void comesDownOnAPlateau() {
        Plateau plateau = Plateau.of(0.5).withPatience(1).withThreshold(0.1);
        Schedule.Run run = plateau.start(100, 10);
        double[] losses = {1, 0.95, 0.8, 0.75, 0.79, 0.7, 0.7, 0.7};
        double[] expected = {1, 1, 1, 1, 0.5, 0.5, 0.5, 0.25};
        for (int epoch = 0; epoch < losses.length; epoch++) {
            run.epoch(9, losses[epoch]);
            assertThat(run.factor(10L * epoch)).as("behind epoch %d", epoch).isEqualTo(expected[epoch]);
        }
        Schedule.Run again = plateau.start(100, 10);
        again.resume(run.state());
        for (double loss : new double[] {0.69, 0.69, 0.1}) {
            run.epoch(9, loss);
            again.epoch(9, loss);
            assertThat(again.factor(90)).isEqualTo(run.factor(90));
        }
        assertThat(again.state()).isEqualTo(run.state());
        Schedule.Run byTraining = plateau.withMonitor("train_loss").start(100, 10);
        for (double loss : losses) {
            byTraining.epoch(loss, 9);
        }
        assertThat(byTraining.factor(0)).isEqualTo(0.25);
    }

    @Test
    void refusesWhatIsNoTime() {
        for (Runnable wrong : List.<Runnable>of(
                () -> ConstantRate.of().withWarmup(-1),
                () -> StepDecay.of(0, 0.5),
                () -> StepDecay.of(1, 1.5),
                () -> MultistepDecay.of(3, 3),
                () -> PolynomialDecay.of(0),
                () -> CosineDecay.of().withLonger(0.5),
                () -> OneCycle.of().withDivide(Double.NaN),
                () -> Plateau.of(-0.1),
                () -> Plateau.of(0.1).withMonitor("accuracy"))) {
            assertThatThrownBy(wrong::run).isInstanceOf(NetworkException.class);
        }
    }

    @Test
    void isEqualToOneThatIsWrittenInTheSameWay() {
        assertThat(CosineDecay.of().withWarmup(2)).isEqualTo(CosineDecay.of().withWarmup(2));
        assertThat(CosineDecay.of().withWarmup(2))
                .isNotEqualTo(CosineDecay.of())
                .hasToString("cosine(end=0.0, warmup=2.0)");
    }
}
