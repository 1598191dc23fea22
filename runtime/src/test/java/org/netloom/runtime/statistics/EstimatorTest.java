package org.netloom.runtime.statistics;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.op.BatchStatistics;
import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.parameter.Role;

/** Each estimator against its formula in float64, and the Kalman filter against the limits that it is known to have. */
class EstimatorTest {
    private static final int CHANNELS = 3;
    /** Some hundred roundings of a double. */
    private static final double ROUNDING = 1e-13;

    private final Map<String, NdArray> arrays = new HashMap<>();
    private final SplittableRandom random = new SplittableRandom(5);

    @AfterEach
    void close() {
        arrays.values().forEach(NdArray::close);
    }

    private MovingStatistics create(Estimator estimator) {
        return estimator.create(
                (name, role, length) -> {
                    NdArray array = new NdArray(
                            Nd4j.create(DataType.DOUBLE, length).assign(role == Role.MOVING_VARIANCE ? 1 : 0));
                    arrays.put(name, array);
                    return array;
                },
                CHANNELS);
    }

    private INDArray array(String name) {
        return requireNonNull(arrays.get(name)).values();
    }

    /** A batch of 8 examples of 6 values each, with any mean and variance and the given sampling error. */
    private BatchStatistics batch(double exampleVariance) {
        BatchStatistics batch = new BatchStatistics(CHANNELS, true);
        batch.begin(8, 6, 1);
        for (int c = 0; c < CHANNELS; c++) {
            batch.mean()[c] = random.nextDouble(-3, 3);
            batch.variance()[c] = random.nextDouble(0.1, 4);
            batch.exampleVariance()[c] = exampleVariance;
        }
        return batch;
    }

    private List<BatchStatistics> batches(int count) {
        List<BatchStatistics> batches = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            batches.add(batch(0.7));
        }
        return batches;
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.5, 0.9, 1})
    void emaWeighsTheOldValueByDecay(double decay) {
        MovingStatistics statistics = create(Estimator.ema(decay));
        double mean = 0;
        double variance = 1;
        for (BatchStatistics batch : batches(9)) {
            statistics.update(batch);
            mean = decay * mean + (1 - decay) * batch.mean()[1];
            variance = decay * variance + (1 - decay) * batch.variance()[1];
        }
        assertThat(statistics.mean().values().getDouble(1)).isCloseTo(mean, within(ROUNDING));
        assertThat(statistics.variance().values().getDouble(1)).isCloseTo(variance, within(ROUNDING));
    }

    @Test
    void unbiasedVarianceIsOverOneValueLess() {
        MovingStatistics statistics = create(Estimator.ema(0.5).unbiased());
        BatchStatistics batch = batch(0.7);
        statistics.update(batch);
        assertThat(statistics.variance().values().getDouble(2))
                .isCloseTo(0.5 + 0.5 * batch.variance()[2] * 48 / 47, within(ROUNDING));
    }

    @Test
    void cumulativeIsTheMeanOfAllBatches() {
        MovingStatistics statistics = create(Estimator.cumulative());
        List<BatchStatistics> batches = batches(11);
        batches.forEach(statistics::update);
        requireMeans(statistics, batches);
    }

    /** With no process noise and equal errors of measurement the gain is 1/k. */
    @Test
    void kalmanWithoutProcessNoiseIsTheCumulativeMean() {
        MovingStatistics statistics = create(Estimator.kalmanWithNoise(0));
        List<BatchStatistics> batches = batches(11);
        // The error of a variance grows with the variance: equal errors need equal ones.
        batches.forEach(batch -> java.util.Arrays.fill(batch.variance(), 2.5));
        batches.forEach(statistics::update);
        requireMeans(statistics, batches);
        assertThat(array("running_mean_error").getDouble(0)).isCloseTo(0.7 / 8 / 11, within(ROUNDING));
    }

    private static void requireMeans(MovingStatistics statistics, List<BatchStatistics> batches) {
        for (int c = 0; c < CHANNELS; c++) {
            int channel = c;
            double mean = batches.stream()
                    .mapToDouble(batch -> batch.mean()[channel])
                    .average()
                    .orElseThrow();
            double variance = batches.stream()
                    .mapToDouble(batch -> batch.variance()[channel])
                    .average()
                    .orElseThrow();
            assertThat(statistics.mean().values().getDouble(c)).isCloseTo(mean, within(ROUNDING));
            assertThat(statistics.variance().values().getDouble(c)).isCloseTo(variance, within(ROUNDING));
        }
    }

    /** With constant noise the gain settles where g² = q (1 - g), and from there on it is the moving average. */
    @Test
    void kalmanWithConstantNoiseBecomesTheMovingAverage() {
        double gain = 0.1;
        double noise = gain * gain / (1 - gain);
        MovingStatistics kalman = create(Estimator.kalmanWithNoise(noise));
        for (BatchStatistics batch : batches(400)) {
            kalman.update(batch);
        }
        double expected = kalman.mean().values().getDouble(0);
        for (BatchStatistics batch : batches(20)) {
            kalman.update(batch);
            expected = 0.9 * expected + 0.1 * batch.mean()[0];
        }
        // The gain nears its limit as 0.9 to the power of 2 k.
        assertThat(kalman.mean().values().getDouble(0)).isCloseTo(expected, within(1e-12));
    }

    /** Where nothing but sampling moves the batches, their noise of 0.5 is averaged. */
    @Test
    void kalmanAveragesWhatOnlySamplingMoves() {
        double[] errors = followed(k -> 0, 0.5);
        assertThat(errors[0]).isLessThan(0.5 / 2);
    }

    /** Where the population drifts by far more than the sampling error, the filter follows, and ema(0.9) lags. */
    @Test
    void kalmanFollowsWhatDrifts() {
        double[] errors = followed(k -> 0.3 * k, 0.05);
        assertThat(errors[0]).isLessThan(errors[1] * 0.1);
    }

    /** Jumps that come back are no drift: the filter does not run after each. */
    @Test
    void kalmanDoesNotRunAfterWhatComesBack() {
        double[] errors = followed(k -> k % 2 == 0 ? 1 : -1, 0.05);
        assertThat(errors[0]).isLessThan(0.5);
    }

    private interface Population {
        double mean(int k);
    }

    /** The root mean squared errors of kalman and ema(0.9) after each of the last 200 of 300 batches. */
    private double[] followed(Population population, double sampling) {
        MovingStatistics kalman = create(Estimator.kalman(0.9));
        Map<String, NdArray> ofKalman = Map.copyOf(arrays);
        MovingStatistics ema = create(Estimator.ema(0.9));
        double[] squares = new double[2];
        for (int k = 0; k < 300; k++) {
            BatchStatistics batch = new BatchStatistics(CHANNELS, true);
            batch.begin(8, 1, 1);
            for (int c = 0; c < CHANNELS; c++) {
                batch.mean()[c] = population.mean(k) + sampling * gaussian();
                batch.variance()[c] = 8 * sampling * sampling;
                batch.exampleVariance()[c] = 8 * sampling * sampling;
            }
            kalman.update(batch);
            ema.update(batch);
            // What comes back has its middle for a truth.
            double truth = population.mean(k) * population.mean(k + 1) < 0 ? 0 : population.mean(k);
            for (int c = 0; c < CHANNELS && k >= 100; c++) {
                squares[0] += Math.pow(kalman.mean().values().getDouble(c) - truth, 2);
                squares[1] += Math.pow(ema.mean().values().getDouble(c) - truth, 2);
            }
        }
        ofKalman.forEach(arrays::putIfAbsent);
        return new double[] {Math.sqrt(squares[0] / 200 / CHANNELS), Math.sqrt(squares[1] / 200 / CHANNELS)};
    }

    /** By the polar method; SplittableRandom has none of its own on every JDK 17 interface. */
    private double gaussian() {
        return Math.sqrt(-2 * Math.log(1 - random.nextDouble())) * Math.cos(2 * Math.PI * random.nextDouble());
    }

    @Test
    void aChannelThatNeverChangesStaysFinite() {
        MovingStatistics statistics = create(Estimator.kalman(0.9));
        BatchStatistics still = new BatchStatistics(CHANNELS, true);
        still.begin(8, 1, 1);
        still.mean()[0] = 4;
        for (int k = 0; k < 5; k++) {
            statistics.update(still);
        }
        assertThat(statistics.mean().values().getDouble(0)).isEqualTo(4);
        assertThat(statistics.variance().values().getDouble(0)).isEqualTo(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ema", "cumulative", "kalman"})
    void restartsFromWhatIsKnown(String name) {
        Estimator estimator = switch (name) {
            case "ema" -> Estimator.ema(0.9);
            case "cumulative" -> Estimator.cumulative();
            default -> Estimator.kalman(0.9);
        };
        MovingStatistics statistics = create(estimator);
        batches(7).forEach(statistics::update);
        BatchStatistics population = batch(0.2);
        statistics.restart(population);
        assertThat(statistics.mean().values().toDoubleVector()).containsExactly(population.mean());
        assertThat(statistics.variance().values().toDoubleVector()).containsExactly(population.variance());
        if (name.equals("cumulative")) {
            BatchStatistics second = batch(0.7);
            statistics.update(second);
            assertThat(statistics.mean().values().getDouble(0))
                    .isCloseTo((population.mean()[0] + second.mean()[0]) / 2, within(ROUNDING));
        }
    }

    /** The uncertainty is in the arrays, which a checkpoint keeps: a filter that is made of them goes on alike. */
    @Test
    void kalmanGoesOnFromItsArrays() {
        MovingStatistics statistics = create(Estimator.kalmanWithNoise(0.3));
        batches(6).forEach(statistics::update);
        MovingStatistics again = Estimator.kalmanWithNoise(0.3)
                .create((name, role, length) -> new NdArray(array(name).dup()), CHANNELS);
        BatchStatistics next = batch(0.7);
        statistics.update(next);
        again.update(next);
        assertThat(again.mean().values().toDoubleVector())
                .containsExactly(statistics.mean().values().toDoubleVector());
        assertThat(again.variance().values().toDoubleVector())
                .containsExactly(statistics.variance().values().toDoubleVector());
    }

    /**
     * Floats around 1e6 are 0.06 apart: an average of floats that moves by a hundredth of what is left stops 3 from where it
     * goes, which is more than the deviation of 1 here.
     */
    @ParameterizedTest
    @ValueSource(strings = {"ema", "cumulative", "kalman"})
    void averagesOfFloatsLoseNoDigits(String name) {
        Estimator estimator = switch (name) {
            case "ema" -> Estimator.ema(0.99);
            case "cumulative" -> Estimator.cumulative();
            default -> Estimator.kalmanWithNoise(0);
        };
        MovingStatistics floats = estimator.create(
                (array, role, length) ->
                        new NdArray(Nd4j.create(DataType.FLOAT, length).assign(role == Role.MOVING_VARIANCE ? 1 : 0)),
                CHANNELS);
        MovingStatistics doubles = create(estimator);
        for (int k = 0; k < 5000; k++) {
            BatchStatistics batch = batch(0.7);
            for (int c = 0; c < CHANNELS; c++) {
                batch.mean()[c] += 1e6 + c / 3.0;
            }
            floats.update(batch);
            doubles.update(batch);
        }
        for (int c = 0; c < CHANNELS; c++) {
            assertThat(floats.mean().values().getFloat(c))
                    .isEqualTo((float) doubles.mean().values().getDouble(c));
            assertThat(floats.variance().values().getFloat(c))
                    .isEqualTo((float) doubles.variance().values().getDouble(c));
        }
    }

    /** What somebody else writes counts, and after {@code forget} so does a float alone. */
    @Test
    void digitsBesideAFloatAreForgottenWithIt() {
        MovingStatistics statistics = Estimator.ema(0.5)
                .create(
                        (array, role, length) -> new NdArray(
                                Nd4j.create(DataType.FLOAT, length).assign(role == Role.MOVING_VARIANCE ? 1 : 0)),
                        CHANNELS);
        BatchStatistics batch = batch(0.7);
        batch.mean()[0] = 1e6 + 1e-3;
        statistics.update(batch);
        statistics.mean().values().putScalar(0, 8);
        statistics.update(batch);
        assertThat(statistics.mean().values().getFloat(0)).isEqualTo((float) (4 + batch.mean()[0] / 2));
        statistics.forget();
        double stored = statistics.mean().values().getFloat(0);
        statistics.update(batch);
        assertThat(statistics.mean().values().getFloat(0)).isEqualTo((float) (stored / 2 + batch.mean()[0] / 2));
    }
}
