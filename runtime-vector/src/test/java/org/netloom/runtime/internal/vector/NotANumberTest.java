package org.netloom.runtime.internal.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.netloom.op.Activation;
import org.netloom.op.Add;
import org.netloom.op.BatchNorm;
import org.netloom.op.BatchNorm.Affine;
import org.netloom.op.BatchStatistics;
import org.netloom.op.Conv2d;
import org.netloom.op.CrossEntropyLoss;
import org.netloom.op.Dense;
import org.netloom.op.LayerNorm;
import org.netloom.op.MeanSquaredErrorLoss;
import org.netloom.op.Pool2d;
import org.netloom.op.Softmax;
import org.netloom.op.Tensor;

/** A NaN in one example is seen in what is computed of it, so that no training goes on with it unseen. */
class NotANumberTest {
    private static final int BATCH = 5;

    /** Operations on x [5,4,1,1], seen as [5,4] where they take vectors: the third example's second value is NaN. */
    enum Work {
        CONVOLUTION(rig -> rig.engine
                .kernel(Conv2d.of("conv1", "a.net:1:1", 1, 1))
                .forward(image(rig), rig.parameter(3, 4, 1, 1), null, rig.output(3, 1, 1))),
        DENSE(rig -> rig.engine
                .kernel(Dense.of("dense1", "a.net:1:1"))
                .forward(vector(rig), rig.parameter(3, 4), null, rig.output(3))),
        MAX_POOLING(rig -> rig.engine
                .kernel(Pool2d.of("pool1", "a.net:1:1", Pool2d.Kind.MAX, 1, 1))
                .forward(image(rig), rig.output(4, 1, 1))),
        AVERAGE_POOLING(rig -> rig.engine
                .kernel(Pool2d.of("pool1", "a.net:1:1", Pool2d.Kind.AVERAGE, 1, 1))
                .forward(image(rig), rig.output(4, 1, 1))),
        SOFTMAX(rig -> rig.engine.kernel(Softmax.of("softmax1", "a.net:1:1")).forward(vector(rig), rig.output(4))),
        SUM(rig -> rig.engine.kernel(Add.of("add1", "a.net:1:1")).forward(vector(rig), rig.input(4), rig.output(4))),
        COPY(rig -> rig.engine.kernel(Add.of("add1", "a.net:1:1")).backward(vector(rig), rig.output(4))),
        LAYER_NORM(rig -> rig.engine
                .kernel(LayerNorm.of("layernorm1", "a.net:1:1", 1e-5))
                .forward(vector(rig), rig.parameter(4), rig.parameter(4), rig.output(4))),
        BATCH_NORM(rig -> rig.engine
                .kernel(BatchNorm.of("bn1", "a.net:1:1", 1e-5))
                .forward(vector(rig), new Affine(null, null), new BatchStatistics(4, true), rig.output(4))),
        CROSS_ENTROPY(rig -> {
            Tensor gradient = rig.gradient(4);
            double loss = rig.engine.kernel(new CrossEntropyLoss()).compute(vector(rig), rig.labels(4, 1), gradient);
            assertThat(loss).isNaN();
        }),
        MEAN_SQUARED_ERROR(rig -> {
            double loss = rig.engine
                    .kernel(new MeanSquaredErrorLoss())
                    .compute(vector(rig), rig.parameter(BATCH, 4), rig.gradient(4));
            assertThat(loss).isNaN();
        });

        private final Consumer<Rig> work;

        Work(Consumer<Rig> work) {
            this.work = work;
        }
    }

    private static double[] values() {
        double[] values = new double[BATCH * 4];
        Arrays.setAll(values, i -> i / 10.0 - 1);
        values[2 * 4 + 1] = Double.NaN;
        return values;
    }

    private static Tensor image(Rig rig) {
        return rig.input(values(), 4, 1, 1);
    }

    private static Tensor vector(Rig rig) {
        return rig.input(values(), 4);
    }

    @ParameterizedTest
    @EnumSource(Work.class)
    void isPassedOn(Work operation) {
        List<double[]> results = Rig.results(Rig.VECTOR, BATCH, operation.work);
        double[] y = results.get(0);
        int features = y.length / BATCH;
        assertThat(Arrays.stream(y, 2 * features, 3 * features)).anyMatch(value -> value.isNaN());
        boolean acrossExamples = operation == Work.BATCH_NORM;
        for (int i = 0; i < y.length && !acrossExamples; i++) {
            if (i / features != 2) {
                assertThat(y[i]).as("of another example").isNotNaN();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Activation.Function.class)
    void isPassedOnByActivations(Activation.Function function) {
        Activation op = Activation.of("act1", "a.net:1:1", function, 0.5);
        List<double[]> results =
                Rig.results(Rig.VECTOR, BATCH, rig -> rig.engine.kernel(op).forward(vector(rig), rig.output(4)));
        for (int i = 0; i < BATCH * 4; i++) {
            assertThat(Double.isNaN(results.get(0)[i])).isEqualTo(i == 2 * 4 + 1);
        }
    }

    /** Weights' gradients are sums over all examples, statistics too. */
    @ParameterizedTest
    @EnumSource(
            value = Work.class,
            names = {"CONVOLUTION", "DENSE"})
    void reachesTheGradientsOfWeights(Work operation) {
        List<double[]> results = Rig.results(Rig.VECTOR, BATCH, rig -> {
            if (operation == Work.DENSE) {
                rig.engine
                        .kernel(Dense.of("dense1", "a.net:1:1"))
                        .backward(vector(rig), rig.parameter(3, 4), rig.input(3), null, rig.result(3, 4), null);
            } else {
                rig.engine
                        .kernel(Conv2d.of("conv1", "a.net:1:1", 1, 1))
                        .backward(
                                image(rig),
                                rig.parameter(3, 4, 1, 1),
                                rig.input(3, 1, 1),
                                null,
                                rig.result(3, 4, 1, 1),
                                null);
            }
        });
        double[] gradient = results.get(0);
        for (int i = 0; i < gradient.length; i++) {
            assertThat(Double.isNaN(gradient[i])).isEqualTo(i % 4 == 1);
        }
    }
}
