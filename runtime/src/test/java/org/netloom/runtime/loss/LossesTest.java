package org.netloom.runtime.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.loss.Loss.Target;

/** Each loss against its formula as the papers have it, and its gradient against the slope of its value. */
class LossesTest {
    private static final int ROWS = 40;
    private static final int K = 5;
    private static final double[] WEIGHTS = {0.5, 2, 1, 0, 3};

    /** A formula of a row and its class. */
    private interface OfClass {
        double of(double[] y, int label);
    }

    /** A formula of an output and its target. */
    private interface OfNumber {
        double of(double y, double target);
    }

    static Stream<Arguments> ofClasses() {
        return Stream.of(
                Arguments.of(CrossEntropy.of(), (OfClass) (y, c) -> -Math.log(softmax(y)[c])),
                Arguments.of(CrossEntropy.of().withLabelSmoothing(0.2), (OfClass) (y, c) ->
                        0.8 * -Math.log(softmax(y)[c]) + 0.2 * smooth(y, new double[] {1, 1, 1, 1, 1})),
                Arguments.of(CrossEntropy.of().withWeights(WEIGHTS), (OfClass)
                        (y, c) -> WEIGHTS[c] * -Math.log(softmax(y)[c])),
                Arguments.of(CrossEntropy.of().withWeights(WEIGHTS).withLabelSmoothing(0.3), (OfClass)
                        (y, c) -> 0.7 * WEIGHTS[c] * -Math.log(softmax(y)[c]) + 0.3 * smooth(y, WEIGHTS)),
                Arguments.of(Hinge.of(), (OfClass) (y, c) -> margin(y, c, 1)),
                Arguments.of(Hinge.of().withMargin(0.4), (OfClass) (y, c) -> margin(y, c, 0.4)),
                Arguments.of(MeanSquaredError.of(), (OfClass) (y, c) -> {
                    double sum = 0;
                    for (int k = 0; k < K; k++) {
                        sum += k == c ? (y[k] - 1) * (y[k] - 1) : y[k] * y[k];
                    }
                    return sum / K;
                }));
    }

    private static double[] softmax(double[] y) {
        double sum = 0;
        for (double value : y) {
            sum += Math.exp(value);
        }
        double[] p = new double[y.length];
        for (int k = 0; k < y.length; k++) {
            p[k] = Math.exp(y[k]) / sum;
        }
        return p;
    }

    private static double smooth(double[] y, double[] weights) {
        double[] p = softmax(y);
        double sum = 0;
        for (int k = 0; k < K; k++) {
            sum -= weights[k] * Math.log(p[k]);
        }
        return sum / K;
    }

    private static double margin(double[] y, int label, double margin) {
        double sum = 0;
        for (int k = 0; k < K; k++) {
            sum += k == label ? 0 : Math.max(0, margin - y[label] + y[k]);
        }
        return sum / K;
    }

    static Stream<Arguments> ofNumbers() {
        return Stream.of(
                Arguments.of(MeanSquaredError.of(), (OfNumber) (y, t) -> (y - t) * (y - t)),
                Arguments.of(MeanAbsoluteError.of(), (OfNumber) (y, t) -> Math.abs(y - t)),
                Arguments.of(Huber.of(1), (OfNumber) (y, t) -> huber(y - t, 1)),
                Arguments.of(Huber.of(0.3), (OfNumber) (y, t) -> huber(y - t, 0.3)),
                Arguments.of(BinaryCrossEntropy.of(), (OfNumber) (y, t) -> binary(y, t, 1)),
                Arguments.of(BinaryCrossEntropy.of().withPosWeight(4), (OfNumber) (y, t) -> binary(y, t, 4)),
                Arguments.of(Poisson.of(), (OfNumber) (y, t) -> Math.exp(y) - t * y));
    }

    private static double huber(double difference, double delta) {
        double size = Math.abs(difference);
        return size <= delta ? size * size / 2 : delta * size - delta * delta / 2;
    }

    private static double binary(double y, double t, double weight) {
        double p = 1 / (1 + Math.exp(-y));
        return -weight * t * Math.log(p) - (1 - t) * Math.log(1 - p);
    }

    private static double[] row(SplittableRandom random) {
        return random.doubles(K, -3, 3).toArray();
    }

    /** Formulas without regard to overflow lose a few digits: 1e-12 of values below 20. */
    @ParameterizedTest
    @MethodSource("ofClasses")
    void valuesAreThoseOfTheFormulaForClasses(Loss loss, OfClass formula) {
        SplittableRandom random = new SplittableRandom(3);
        assertThat(loss.targets()).contains(Target.CLASSES);
        for (int i = 0; i < ROWS; i++) {
            double[] y = row(random);
            int label = random.nextInt(K);
            double[] slopes = new double[K];
            assertThat(loss.ofClass(y, label, slopes)).isCloseTo(formula.of(y, label), within(1e-12));
            assertThat(loss.ofClass(y, label, null)).isEqualTo(loss.ofClass(y, label, slopes));
            requireSlopes(y, slopes, moved -> loss.ofClass(moved, label, null));
        }
    }

    @ParameterizedTest
    @MethodSource("ofNumbers")
    void valuesAreThoseOfTheFormulaForNumbers(Loss loss, OfNumber formula) {
        SplittableRandom random = new SplittableRandom(4);
        assertThat(loss.targets()).contains(Target.NUMBERS);
        for (int i = 0; i < ROWS; i++) {
            double[] y = row(random);
            double[] targets = random.doubles(K).toArray();
            double expected = 0;
            for (int k = 0; k < K; k++) {
                expected += formula.of(y[k], targets[k]) / K;
            }
            double[] slopes = new double[K];
            assertThat(loss.ofNumbers(y, targets, slopes)).isCloseTo(expected, within(1e-12));
            assertThat(loss.ofNumbers(y, targets, null)).isEqualTo(loss.ofNumbers(y, targets, slopes));
            requireSlopes(y, slopes, moved -> loss.ofNumbers(moved, targets, null));
        }
    }

    private interface Value {
        double at(double[] y);
    }

    /** Central differences: their error is some 1e-10 where no kink is within the step. */
    private static void requireSlopes(double[] y, double[] slopes, Value value) {
        double step = 1e-5;
        for (int k = 0; k < K; k++) {
            double[] up = y.clone();
            double[] down = y.clone();
            up[k] += step;
            down[k] -= step;
            assertThat(slopes[k]).isCloseTo((value.at(up) - value.at(down)) / (2 * step), within(1e-8));
        }
    }

    @Test
    void klIsTheDivergenceOfTheSoftmax() {
        SplittableRandom random = new SplittableRandom(5);
        Loss loss = KlDivergence.of();
        for (int i = 0; i < ROWS; i++) {
            double[] y = row(random);
            double[] targets = softmax(row(random));
            targets[1] += targets[0];
            targets[0] = 0;
            double[] p = softmax(y);
            double expected = 0;
            for (int k = 1; k < K; k++) {
                expected += targets[k] * Math.log(targets[k] / p[k]);
            }
            double[] slopes = new double[K];
            assertThat(loss.ofNumbers(y, targets, slopes)).isCloseTo(expected, within(1e-12));
            requireSlopes(y, slopes, moved -> loss.ofNumbers(moved, targets, null));
            assertThat(loss.ofNumbers(log(targets), targets, null)).isCloseTo(0, within(1e-12));
        }
    }

    private static double[] log(double[] targets) {
        double[] logits = new double[K];
        for (int k = 0; k < K; k++) {
            logits[k] = targets[k] == 0 ? -800 : Math.log(targets[k]);
        }
        return logits;
    }

    /** Of one output the class is the target; of several each has a weight. */
    @Test
    void bceTakesTwoClassesAndWeightsOfOutputs() {
        double[] slope = new double[1];
        Loss loss = BinaryCrossEntropy.of().withPosWeight(3);
        assertThat(loss.ofClass(new double[] {0.7}, 1, slope)).isCloseTo(binary(0.7, 1, 3), within(1e-15));
        assertThat(loss.ofClass(new double[] {0.7}, 0, slope)).isCloseTo(binary(0.7, 0, 3), within(1e-15));
        assertThat(slope[0]).isCloseTo(1 / (1 + Math.exp(-0.7)), within(1e-15));
        assertThat(BinaryCrossEntropy.of()
                        .withPosWeight(2, 5)
                        .ofNumbers(new double[] {0.1, -0.3}, new double[] {1, 0.5}, null))
                .isCloseTo((binary(0.1, 1, 2) + binary(-0.3, 0.5, 5)) / 2, within(1e-15));
    }

    /** Exponentials of these overflow, and a float holds them. */
    @Test
    void largeOutputsOverflowNothing() {
        double[] far = {1000, -1000, 0, 0, 0};
        double[] slopes = new double[K];
        assertThat(CrossEntropy.of().withLabelSmoothing(0.1).ofClass(far, 1, slopes))
                .isBetween(1800.0, 2000.0);
        assertThat(slopes).satisfies(all -> {
            for (double slope : all) {
                assertThat(slope).isFinite();
            }
        });
        assertThat(BinaryCrossEntropy.of().ofNumbers(far, new double[] {0, 1, 1, 1, 1}, slopes))
                .isCloseTo((2000 + 3 * Math.log(2)) / K, within(1e-9));
        assertThat(slopes[0]).isEqualTo(1.0 / K);
        assertThat(KlDivergence.of().ofNumbers(far, new double[] {0, 1, 0, 0, 0}, slopes))
                .isEqualTo(2000);
    }

    @Test
    void ignoredRowsCountForNothing() {
        Loss loss = CrossEntropy.of().withIgnore(9).withWeights(WEIGHTS);
        double[] slopes = {1, 1, 1, 1, 1};
        assertThat(loss.ignores(9)).isTrue();
        assertThat(loss.ignores(0)).isFalse();
        assertThat(loss.weight(9)).isZero();
        assertThat(loss.weight(4)).isEqualTo(3);
        assertThat(loss.ofClass(new double[] {1, 2, 3, 4, 5}, 9, slopes)).isZero();
        assertThat(slopes).containsOnly(0);
    }

    /** What diverges is not to look like a loss. */
    @Test
    void notANumberStaysNone() {
        double[] y = {1, Double.NaN, 0, 0, 0};
        double[] targets = {0.2, 0.2, 0.2, 0.2, 0.2};
        for (Loss loss : List.of(
                CrossEntropy.of(),
                Hinge.of(),
                MeanSquaredError.of(),
                CrossEntropy.of().withLabelSmoothing(0.1))) {
            assertThat(loss.ofClass(y, 0, null)).as(loss.name()).isNaN();
        }
        for (Loss loss : List.of(
                MeanSquaredError.of(),
                MeanAbsoluteError.of(),
                Huber.of(1),
                BinaryCrossEntropy.of(),
                KlDivergence.of(),
                Poisson.of())) {
            assertThat(loss.ofNumbers(y, targets, null)).as(loss.name()).isNaN();
        }
    }

    @Test
    void optionsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> CrossEntropy.of().withLabelSmoothing(1.1))
                .isInstanceOf(NetworkException.class)
                .hasMessage("label_smoothing is a number from 0 to 1, not 1.1");
        assertThatThrownBy(() -> CrossEntropy.of().withIgnore(-100)).hasMessageContaining("not -100");
        assertThatThrownBy(() -> CrossEntropy.of().withWeights(1, -1)).hasMessageContaining("[1.0, -1.0]");
        assertThatThrownBy(() -> BinaryCrossEntropy.of().withPosWeight(0)).hasMessageContaining("[0.0]");
        assertThatThrownBy(() -> BinaryCrossEntropy.of().withPosWeight()).hasMessageContaining("[]");
        assertThatThrownBy(() -> Huber.of(0)).hasMessage("delta is a number above 0, not 0.0");
        assertThatThrownBy(() -> Hinge.of().withMargin(Double.NaN)).hasMessage("a margin is a number above 0, not NaN");
    }

    @Test
    void areEqualWhereTheyAreWrittenAlike() {
        assertThat(CrossEntropy.of().withWeights(1, 2.5).withIgnore(3).withLabelSmoothing(0.1))
                .isEqualTo(
                        CrossEntropy.of().withLabelSmoothing(0.1).withIgnore(3).withWeights(1, 2.5))
                .hasToString("cross_entropy(label_smoothing=0.1, ignore=3, weights=(1.0, 2.5))")
                .isNotEqualTo(CrossEntropy.of());
        assertThat(Huber.of(0.5)).hasToString("huber(delta=0.5)").isNotEqualTo(Huber.of(1));
        assertThat(Hinge.of()).hasToString("hinge").isNotEqualTo(Poisson.of());
    }
}
