package org.netloom.runtime.internal.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.kernel.internal.Lanes;
import org.netloom.op.Activation;
import org.netloom.op.BatchNorm;
import org.netloom.op.BatchNorm.Affine;
import org.netloom.op.BatchStatistics;
import org.netloom.op.Conv2d;
import org.netloom.op.CrossEntropyLoss;
import org.netloom.op.Dense;
import org.netloom.op.Dropout;
import org.netloom.op.Pool2d;
import org.netloom.op.Softmax;
import org.netloom.op.Tensor;
import org.netloom.runtime.engine.Buffers;
import org.netloom.runtime.engine.NdArray;

/** What lies in lanes without an example never reaches a result. */
class SpareLanesTest {
    private static final Conv2d CONV = Conv2d.of("conv1", "a.net:1:1", 3, 3).pad(1, 1);
    private static final BatchNorm NORM = BatchNorm.of("bn1", "a.net:1:1", 1e-5);
    private static final Activation CURVE = Activation.of("silu1", "a.net:1:1", Activation.Function.SILU);
    private static final Pool2d POOL = Pool2d.of("pool1", "a.net:1:1", Pool2d.Kind.MAX, 2, 2);
    private static final Dropout DROPOUT = Dropout.of("dropout1", "a.net:1:1", 0.25);
    private static final Dense DENSE = Dense.of("dense1", "a.net:1:1");
    private static final Softmax SOFTMAX = Softmax.of("softmax1", "a.net:1:1");

    /** A chain of one layer of each kind, forward and backward, on buffers that live on from batch to batch. */
    private static final class Chain implements AutoCloseable {
        private final VectorEngine engine;
        private final Buffers buffers;
        private final List<Tensor> activations = new ArrayList<>();
        private final List<Tensor> gradients = new ArrayList<>();
        private final BatchStatistics statistics = new BatchStatistics(5, true);
        private final NdArray kernel;
        private final NdArray bias;
        private final NdArray gamma;
        private final NdArray beta;
        private final NdArray weight;
        private final NdArray[] results;
        private final Tensor mask;
        private final Tensor flat;
        private final Tensor flatGradient;

        Chain(VectorEngine engine) {
            this.engine = engine;
            buffers = engine.buffers();
            int[][] shapes = {{2, 6, 6}, {5, 6, 6}, {5, 6, 6}, {5, 6, 6}, {5, 3, 3}, {5, 3, 3}, {7}, {7}};
            for (int[] shape : shapes) {
                activations.add(buffers.tensor(shape));
                gradients.add(buffers.tensor(shape));
            }
            mask = buffers.tensor(5, 3, 3);
            flat = buffers.reshape(activations.get(5), 45);
            flatGradient = buffers.reshape(gradients.get(5), 45);
            kernel = parameter(2, 5, 2, 3, 3);
            bias = parameter(3, 5);
            gamma = parameter(4, 5);
            beta = parameter(5, 5);
            weight = parameter(6, 7, 45);
            results = new NdArray[] {
                engine.zeros(5, 2, 3, 3), engine.zeros(5), engine.zeros(5), engine.zeros(5), engine.zeros(7, 45)
            };
        }

        private NdArray parameter(long seed, long... shape) {
            NdArray array = engine.zeros(shape);
            SplittableRandom random = new SplittableRandom(seed);
            for (long i = 0; i < array.values().length(); i++) {
                array.values().putScalar(i, random.nextDouble(-1, 1));
            }
            return array;
        }

        /** Everything that comes out: loss, statistics, activations and gradients. */
        List<double[]> step(int batch, double[] values, int[] labels) {
            buffers.batch(batch);
            try (INDArray x = Nd4j.createFromArray(values)) {
                engine.write(x.reshape(batch, 2, 6, 6), activations.get(0));
            }
            engine.kernel(CONV).forward(activation(0), kernel, bias, activation(1));
            engine.kernel(NORM).forward(activation(1), new Affine(gamma, beta), statistics, activation(2));
            engine.kernel(CURVE).forward(activation(2), activation(3));
            engine.kernel(POOL).forward(activation(3), activation(4));
            engine.kernel(DROPOUT).forward(activation(4), 1, mask, activation(5));
            engine.kernel(DENSE).forward(flat, weight, null, activation(6));
            engine.kernel(SOFTMAX).forward(activation(6), activation(7));
            double loss = engine.kernel(new CrossEntropyLoss()).compute(activation(6), labels, gradients.get(6));
            engine.kernel(DENSE).backward(flat, weight, gradients.get(6), flatGradient, results[4], null);
            engine.kernel(DROPOUT).backward(mask, gradients.get(5), gradients.get(4));
            engine.kernel(POOL).backward(activation(3), activation(4), gradients.get(4), gradients.get(3));
            engine.kernel(CURVE).backward(activation(2), activation(3), gradients.get(3), gradients.get(2));
            engine.kernel(NORM)
                    .backward(
                            activation(1),
                            new Affine(gamma, beta),
                            statistics,
                            gradients.get(2),
                            gradients.get(1),
                            new Affine(results[2], results[3]));
            engine.kernel(CONV)
                    .backward(activation(0), kernel, gradients.get(1), gradients.get(0), results[0], results[1]);
            List<double[]> all = new ArrayList<>();
            all.add(new double[] {loss});
            all.add(statistics.mean().clone());
            all.add(statistics.variance().clone());
            all.add(statistics.exampleVariance().clone());
            activations.forEach(tensor -> all.add(Rig.get(engine, tensor)));
            gradients.subList(0, 7).forEach(tensor -> all.add(Rig.get(engine, tensor)));
            for (NdArray result : results) {
                all.add(result.values().dup('c').data().asDouble());
            }
            return all;
        }

        private Tensor activation(int number) {
            return activations.get(number);
        }

        @Override
        public void close() {
            buffers.close();
        }
    }

    private static double[] images(int batch, double factor) {
        SplittableRandom random = new SplittableRandom(1);
        return random.doubles((long) batch * 72, -1, 1)
                .map(value -> (float) value * factor)
                .toArray();
    }

    private static int[] labels(int batch) {
        return new SplittableRandom(2).ints(batch, 0, 7).toArray();
    }

    private static void requireSame(List<double[]> actual, List<double[]> expected) {
        assertThat(actual.size()).isEqualTo(expected.size());
        for (int i = 0; i < expected.size(); i++) {
            assertThat(Arrays.equals(actual.get(i), expected.get(i)))
                    .as("result %d: %s", i, Arrays.toString(expected.get(i)))
                    .isTrue();
        }
    }

    /** A smaller batch on memory that still holds a larger one's values is computed as on fresh memory, bit for bit. */
    @ParameterizedTest
    @ValueSource(doubles = {1e30, Double.NaN, Double.POSITIVE_INFINITY})
    void forgetWhatWasThere(double factor) {
        try (Chain used = new Chain(Rig.VECTOR);
                Chain fresh = new Chain(Rig.VECTOR)) {
            for (int batch : new int[] {Lanes.COUNT - 1, 3, 1}) {
                int larger = 2 * Lanes.COUNT;
                used.step(larger, images(larger, factor), labels(larger));
                List<double[]> actual = used.step(batch, images(batch, 1), labels(batch));
                requireSame(actual, fresh.step(batch, images(batch, 1), labels(batch)));
                assertThat(actual)
                        .allSatisfy(values -> assertThat(Arrays.stream(values))
                                .allSatisfy(value -> assertThat(value).isFinite()));
            }
        }
    }

    /** What comes of an example has nothing to do with how many share its block. */
    @Test
    void examplesAreForThemselves() {
        int all = 2 * Lanes.COUNT + 3;
        double[] values = images(all, 1);
        try (Chain chain = new Chain(Rig.VECTOR);
                Buffers buffers = Rig.VECTOR.buffers();
                NdArray kernel = chain.parameter(7, 5, 2, 3, 3)) {
            Tensor x = buffers.tensor(2, 6, 6);
            Tensor y = buffers.tensor(5, 6, 6);
            double[] expected = new double[0];
            for (int batch : new int[] {all, Lanes.COUNT, Lanes.COUNT + 1, 5, 1}) {
                buffers.batch(batch);
                try (INDArray part = Nd4j.createFromArray(Arrays.copyOf(values, batch * 72))) {
                    Rig.VECTOR.write(part.reshape(batch, 2, 6, 6), x);
                }
                Rig.VECTOR.kernel(CONV).forward(x, kernel, null, y);
                double[] actual = Rig.get(Rig.VECTOR, y);
                if (batch == all) {
                    expected = actual;
                }
                assertThat(actual).containsExactly(Arrays.copyOf(expected, actual.length));
            }
        }
    }
}
