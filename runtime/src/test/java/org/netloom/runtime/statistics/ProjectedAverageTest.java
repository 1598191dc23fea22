package org.netloom.runtime.statistics;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.op.BatchStatistics;
import org.netloom.op.Dense;
import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.parameter.Role;

/** The average whose mean follows the weights, beside its formulas in float64. */
class ProjectedAverageTest {
    private static final int INPUTS = 5;
    private static final int CHANNELS = 3;
    private static final double DECAY = 0.9;
    /** Some hundred roundings of a double. */
    private static final double ROUNDING = 1e-13;

    private final Map<String, NdArray> arrays = new HashMap<>();
    private final SplittableRandom random = new SplittableRandom(8);
    private final NdArray weight = array("weight", CHANNELS, INPUTS);
    private final NdArray bias = array("bias", CHANNELS);
    private long revision;
    private final MovingStatistics statistics = Estimator.projected(DECAY)
            .through(Dense.of("dense1", "a.net:1:1"), weight, bias, INPUTS)
            .create(
                    new Estimator.Arrays() {
                        @Override
                        public NdArray array(String name, Role role, int length) {
                            NdArray made = ProjectedAverageTest.this.array(name, length);
                            made.values().assign(role == Role.MOVING_VARIANCE ? 1 : 0);
                            return made;
                        }

                        @Override
                        public long revision() {
                            return revision;
                        }
                    },
                    CHANNELS);

    @AfterEach
    void close() {
        arrays.values().forEach(NdArray::close);
    }

    private NdArray array(String name, long... shape) {
        NdArray array = new NdArray(Nd4j.create(DataType.DOUBLE, shape));
        arrays.put(name, array);
        return array;
    }

    private double[] values(String name) {
        return requireNonNull(arrays.get(name)).values().dup().data().asDouble();
    }

    private double[] mean() {
        return statistics.mean().values().dup().data().asDouble();
    }

    private void draw(NdArray array) {
        for (long i = 0; i < array.values().length(); i++) {
            array.values().putScalar(i, random.nextDouble(-1, 1));
        }
        revision++;
    }

    /** What the layer would say of inputs with these means. */
    private double[] through(double[] inputs) {
        double[] means = new double[CHANNELS];
        for (int c = 0; c < CHANNELS; c++) {
            means[c] = bias.values().getDouble(c);
            for (int f = 0; f < INPUTS; f++) {
                means[c] += weight.values().getDouble(c, f) * inputs[f];
            }
        }
        return means;
    }

    /** A batch of 8 examples, whose means are those of its inputs through the weights of now. */
    private BatchStatistics batch() {
        BatchStatistics batch = new BatchStatistics(CHANNELS, true, statistics.inputTaps());
        batch.begin(8, 1, 1);
        for (int f = 0; f < INPUTS; f++) {
            batch.inputMeans()[f] = random.nextDouble(-3, 3);
        }
        System.arraycopy(through(batch.inputMeans()), 0, batch.mean(), 0, CHANNELS);
        for (int c = 0; c < CHANNELS; c++) {
            batch.variance()[c] = random.nextDouble(0.1, 4);
        }
        return batch;
    }

    private static double[] moved(double[] old, double gain, double[] by) {
        double[] moved = new double[old.length];
        for (int i = 0; i < old.length; i++) {
            moved[i] = old[i] + gain * (by[i] - old[i]);
        }
        return moved;
    }

    private static double gain(int batch) {
        return Math.max(1 - DECAY, 1.0 / batch);
    }

    @Test
    void isTheAverageOfTheOutputsWhileTheWeightsStay() {
        draw(weight);
        draw(bias);
        double[] mean = new double[CHANNELS];
        double[] variance = new double[CHANNELS];
        for (int k = 1; k <= 20; k++) {
            BatchStatistics batch = batch();
            statistics.update(batch);
            mean = moved(mean, gain(k), batch.mean());
            variance = moved(variance, gain(k), batch.variance());
            assertThat(mean()).containsExactly(mean, within(ROUNDING));
        }
        assertThat(values("running_var")).containsExactly(variance, within(ROUNDING));
    }

    /** The filter's form: what the weights move the mean by is added to it, {@code mean += ΔW m}. */
    @Test
    void isTheFilterWithTheMoveOfTheWeightsAsItsInput() {
        draw(weight);
        draw(bias);
        double[] mean = new double[CHANNELS];
        double[] inputs = new double[INPUTS];
        for (int k = 1; k <= 30; k++) {
            BatchStatistics batch = batch();
            statistics.update(batch);
            mean = moved(mean, gain(k), batch.mean());
            inputs = moved(inputs, gain(k), batch.inputMeans());
            double[] before = through(inputs);
            draw(weight);
            draw(bias);
            double[] after = through(inputs);
            for (int c = 0; c < CHANNELS; c++) {
                mean[c] += after[c] - before[c];
            }
            assertThat(mean()).containsExactly(mean, within(ROUNDING));
        }
    }

    @Test
    void ofInputsThatStayIsExactWhateverTheWeightsDo() {
        draw(weight);
        BatchStatistics batch = batch();
        for (int k = 0; k < 12; k++) {
            statistics.update(batch);
            draw(weight);
            draw(bias);
            assertThat(mean()).containsExactly(through(batch.inputMeans()), within(ROUNDING));
        }
    }

    @Test
    void whatIsKnownOfThePopulationCountsAndFades() {
        draw(weight);
        for (int k = 0; k < 15; k++) {
            statistics.update(batch());
        }
        BatchStatistics population = batch();
        population.mean()[1] += 7; // no mean of its inputs says that
        statistics.restart(population);
        assertThat(mean()).containsExactly(population.mean(), within(ROUNDING));
        assertThat(values("running_var")).containsExactly(population.variance(), within(ROUNDING));
        double[] known = through(values("running_input"));
        double[] offset = values("running_offset");
        for (int c = 0; c < CHANNELS; c++) {
            assertThat(offset[c]).isCloseTo(population.mean()[c] - known[c], within(ROUNDING));
        }
        BatchStatistics next = batch();
        statistics.update(next);
        assertThat(mean()).containsExactly(moved(population.mean(), 1 - DECAY, next.mean()), within(ROUNDING));
    }

    /** The first batch does not count whole behind statistics that were known. */
    @Test
    void aBatchBehindKnownStatisticsHasTheGainOfALongRun() {
        draw(weight);
        BatchStatistics population = batch();
        statistics.restart(population);
        BatchStatistics next = batch();
        statistics.update(next);
        assertThat(mean()).containsExactly(moved(population.mean(), 1 - DECAY, next.mean()), within(ROUNDING));
    }

    @Test
    void whatSomebodyWritesIntoTheMeanCounts() {
        draw(weight);
        statistics.update(batch());
        draw(weight);
        statistics.mean().values().assign(2.5);
        revision++;
        assertThat(mean()).containsExactly(new double[] {2.5, 2.5, 2.5}, within(ROUNDING));
        double[] before = through(values("running_input"));
        draw(weight);
        double[] after = through(values("running_input"));
        for (int c = 0; c < CHANNELS; c++) {
            assertThat(mean()[c]).isCloseTo(2.5 + after[c] - before[c], within(ROUNDING));
        }
    }

    @Test
    void forgettingKeepsTheMeanForTheWeightsOfNow() {
        draw(weight);
        statistics.update(batch());
        double[] mean = mean();
        statistics.forget();
        revision++;
        assertThat(mean()).containsExactly(mean, within(ROUNDING));
        assertThat(values("running_input")).containsOnly(0);
        BatchStatistics first = batch();
        statistics.update(first);
        assertThat(mean()).containsExactly(first.mean(), within(ROUNDING));
    }

    @Test
    void aBatchThatSaysNothingOfItsInputsIsRefused() {
        BatchStatistics batch = new BatchStatistics(CHANNELS, true);
        batch.begin(8, 1, 1);
        assertThatThrownBy(() -> statistics.update(batch))
                .hasMessage("a batch says 0 means of inputs where 5 are followed");
    }

    @Test
    void withoutALayerItIsThePlainAverage() {
        MovingStatistics plain = Estimator.projected(0.5).create((name, role, length) -> array(name, length), CHANNELS);
        BatchStatistics batch = new BatchStatistics(CHANNELS, false, plain.inputTaps());
        batch.begin(8, 1, 1);
        batch.mean()[2] = 4;
        plain.update(batch);
        assertThat(plain.mean().values().getDouble(2)).isEqualTo(2);
    }

    @Test
    void itsTapsAreThoseOfTheLayer() {
        assertThat(statistics.inputTaps()).isEqualTo(INPUTS);
        assertThat(requireNonNull(statistics.linear()).x()).isEqualTo(List.of(INPUTS));
    }
}
