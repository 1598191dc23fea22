package org.netloom.runtime.internal.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.kernel.internal.Lanes;
import org.netloom.op.Tensor;
import org.netloom.runtime.engine.NdArray;

/** What holds of recurrent layers and attention alike; {@link RecurrencesTest} and {@link AttentionsTest} compare numbers. */
class SequenceLayersTest {
    private static final int STEPS = 5;
    private static final int FEATURES = 6;

    private static double[] values(long seed, int batch) {
        return new SplittableRandom(seed)
                .doubles((long) batch * STEPS * FEATURES, -1, 1)
                .map(value -> (float) value)
                .toArray();
    }

    /** y, the gradient by x and those by the parameters. */
    private static List<double[]> results(SequenceLayer layer, int batch, double[] x, double[] dy) {
        return Rig.results(
                Rig.VECTOR,
                batch,
                rig -> layer.run(
                        rig, rig.input(x, STEPS, FEATURES), layer.draw(rig, FEATURES), rig.input(dy, STEPS, FEATURES)));
    }

    /** L = Σ dy y where one number of one operand, x or a parameter, is larger by so much. */
    private static double loss(SequenceLayer layer, int batch, double[] dy, int operand, int index, double by) {
        double[] x = values(1, batch);
        if (operand == 0) {
            x[index] += by;
        }
        double[] y = Rig.results(Rig.VECTOR, batch, rig -> {
                    NdArray[] parameters = layer.draw(rig, FEATURES);
                    if (operand > 0) {
                        INDArray moved = parameters[operand - 1].values();
                        moved.putScalar(index, moved.getFloat(index) + by);
                    }
                    Tensor gradient = rig.input(dy, STEPS, FEATURES);
                    layer.run(rig, rig.input(x, STEPS, FEATURES), parameters, gradient);
                })
                .get(0);
        double sum = 0;
        for (int i = 0; i < y.length; i++) {
            sum += dy[i] * y[i];
        }
        return sum;
    }

    /**
     * Central differences at h = 2^-7: the third derivative adds h²/6 = 1e-5 times itself, which is some units here, and
     * the roundings of y, of 2^-24, become 2^-17 = 8e-6 each in the difference. Relative to the largest of a gradient,
     * which is some units, too, that is far below 1e-3.
     */
    @ParameterizedTest
    @EnumSource(
            value = SequenceLayer.class,
            names = "RELU", // at whose kink differences say nothing; its gradients are compared with nd4j's
            mode = EnumSource.Mode.EXCLUDE)
    void gradientsAreDifferences(SequenceLayer layer) {
        int batch = 2;
        double h = 0x1p-7;
        double[] dy = values(2, batch);
        List<double[]> results = results(layer, batch, values(1, batch), dy);
        for (int operand = 0; operand < results.size() - 1; operand++) {
            double[] gradient = results.get(operand + 1);
            double[] differences = new double[gradient.length];
            for (int i = 0; i < gradient.length; i++) {
                differences[i] =
                        (loss(layer, batch, dy, operand, i, h) - loss(layer, batch, dy, operand, i, -h)) / (2 * h);
            }
            assertThat(Rig.error(gradient, differences, 0))
                    .as("the gradient by operand %d", operand)
                    .isLessThan(1e-3);
        }
    }

    /** A NaN in one example is seen in its output and its gradient and in no other's, and in the weights' gradients. */
    @ParameterizedTest
    @EnumSource(
            value = SequenceLayer.class,
            names = "RELU", // whose slope at NaN is 0, as that of the activation
            mode = EnumSource.Mode.EXCLUDE)
    void notANumberStaysInItsExample(SequenceLayer layer) {
        for (int batch : new int[] {5, Lanes.COUNT + 3}) {
            double[] x = values(1, batch);
            int ofExample = STEPS * FEATURES;
            x[2 * ofExample + 1] = Double.NaN;
            List<double[]> results = Rig.results(
                    Rig.VECTOR,
                    batch,
                    rig -> layer.run(
                            rig, rig.input(x, STEPS, FEATURES), layer.draw(rig, FEATURES), rig.input(STEPS, FEATURES)));
            for (int result = 0; result < 2; result++) {
                double[] values = results.get(result);
                assertThat(Arrays.stream(values, 2 * ofExample, 3 * ofExample)).anyMatch(value -> value.isNaN());
                for (int i = 0; i < values.length; i++) {
                    if (i / ofExample != 2) {
                        assertThat(values[i]).as("of another example").isNotNaN();
                    }
                }
            }
            assertThat(Arrays.stream(results.get(2))).anyMatch(value -> value.isNaN());
        }
    }

    /** Scratch memory that still holds what a larger batch left there, of any size or NaN, changes no bit. */
    @ParameterizedTest
    @EnumSource(SequenceLayer.class)
    void forgetWhatWasThere(SequenceLayer layer) {
        int batch = Lanes.COUNT - 1;
        double[] x = values(1, batch);
        double[] dy = values(2, batch);
        List<double[]> expected;
        try (VectorEngine fresh = new VectorEngine(2)) {
            expected = Rig.results(
                    fresh,
                    batch,
                    rig -> layer.run(
                            rig,
                            rig.input(x, STEPS, FEATURES),
                            layer.draw(rig, FEATURES),
                            rig.input(dy, STEPS, FEATURES)));
        }
        int larger = 2 * Lanes.COUNT;
        for (double factor : new double[] {1e30, Double.NaN, Double.POSITIVE_INFINITY}) {
            double[] large = Arrays.stream(values(3, larger))
                    .map(value -> value * factor)
                    .toArray();
            assertThat(results(layer, larger, large, large)).isNotEmpty();
            requireSame(results(layer, batch, x, dy), expected);
        }
    }

    /** What comes of an example has nothing to do with how many share its block. */
    @ParameterizedTest
    @EnumSource(SequenceLayer.class)
    void examplesAreForThemselves(SequenceLayer layer) {
        int all = 2 * Lanes.COUNT + 3;
        double[] x = values(1, all);
        double[] dy = values(2, all);
        List<double[]> expected = results(layer, all, x, dy);
        for (int batch : new int[] {1, 5, Lanes.COUNT, Lanes.COUNT + 1}) {
            int length = batch * STEPS * FEATURES;
            List<double[]> actual = results(layer, batch, Arrays.copyOf(x, length), Arrays.copyOf(dy, length));
            for (int result = 0; result < 2; result++) {
                assertThat(actual.get(result)).containsExactly(Arrays.copyOf(expected.get(result), length));
            }
        }
    }

    /** Also where there are fewer blocks than threads, which then share the steps of a large layer. */
    @ParameterizedTest
    @EnumSource(SequenceLayer.class)
    void anyNumberOfThreadsGivesTheSameBits(SequenceLayer layer) {
        for (int batch : new int[] {3, 2 * Lanes.COUNT + 1}) {
            List<double[]> expected = of(layer, batch, 1);
            for (int threads : new int[] {2, 3, 5}) {
                requireSame(of(layer, batch, threads), expected);
            }
        }
    }

    private static List<double[]> of(SequenceLayer layer, int batch, int threads) {
        int features = 258;
        try (VectorEngine engine = new VectorEngine(threads)) {
            return Rig.results(
                    engine,
                    batch,
                    rig -> layer.run(rig, rig.input(3, features), layer.draw(rig, features), rig.input(3, features)));
        }
    }

    private static void requireSame(List<double[]> actual, List<double[]> expected) {
        assertThat(actual.size()).isEqualTo(expected.size());
        for (int i = 0; i < expected.size(); i++) {
            // Of so many numbers the comparison of a list would take a minute.
            assertThat(Arrays.equals(actual.get(i), expected.get(i)))
                    .as("result %d is the same", i)
                    .isTrue();
        }
    }
}
