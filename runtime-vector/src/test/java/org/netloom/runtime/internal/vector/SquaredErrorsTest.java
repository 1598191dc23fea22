package org.netloom.runtime.internal.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.nd4j.linalg.indexing.NDArrayIndex.all;
import static org.nd4j.linalg.indexing.NDArrayIndex.interval;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.kernel.internal.Lanes;
import org.netloom.op.MeanSquaredErrorLoss;
import org.netloom.op.Tensor;
import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.exception.NetworkException;

/** What {@link ClassesTest} leaves of the mean squared error: sizes, ranges, targets that are views, its slope. */
class SquaredErrorsTest {
    private static void loss(Rig rig, NdArray target, double scale, int... shape) {
        Tensor y = rig.input(value -> scale * value, shape);
        rig.result(
                new double[] {rig.engine.kernel(new MeanSquaredErrorLoss()).compute(y, target, rig.gradient(shape))});
    }

    @Test
    void takesLargeBatches() {
        Rig.agree(300, Rig.roundings(1), 1.0 / (300 * 784), rig -> loss(rig, rig.parameter(300, 784), 1, 784));
        Rig.agree(257, Rig.roundings(1), 1.0 / (257 * 60), rig -> loss(rig, rig.parameter(257, 4, 15), 1, 4, 15));
        Rig.agree(33, Rig.roundings(1), 1.0 / (33 * 60), rig -> loss(rig, rig.parameter(33, 3, 4, 5), 1, 3, 4, 5));
    }

    /** Floats have no squares of these. */
    @Test
    void squaresDoNotOverflow() {
        Rig.agree(21, Rig.roundings(1), rig -> loss(rig, rig.parameter(21, 10), 1e30, 10));
        Rig.agree(21, Rig.roundings(1), 1e-60, rig -> loss(rig, rig.parameter(value -> 0, 21, 10), 1e-30, 10));
    }

    /** Whatever the target's own layout, and in as many dimensions as it has. */
    @Test
    void takesTargetsThatAreViews() {
        Rig.agree(20, Rig.roundings(1), 1.0 / 60, rig -> {
            NdArray columns = new NdArray(rig.parameter(20, 7).values().get(all(), interval(2, 5)));
            loss(rig, columns, 1, 3);
            loss(rig, new NdArray(rig.parameter(3, 20).values().transpose()), 1, 3);
            loss(rig, new NdArray(rig.parameter(40, 3).values().get(interval(20, 40), all())), 1, 3);
            loss(rig, rig.parameter(20, 1, 3), 1, 3);
        });
    }

    /** An infinity in the last example, whose copies are in spare lanes, is an infinite loss and not NaN. */
    @Test
    void passesInfinitiesOn() {
        int n = Lanes.COUNT + 1;
        double[] y = new double[n * 2];
        y[n * 2 - 1] = Double.POSITIVE_INFINITY;
        List<double[]> results = Rig.results(Rig.VECTOR, n, rig -> {
            Tensor gradient = rig.gradient(2);
            rig.result(new double[] {
                rig.engine.kernel(new MeanSquaredErrorLoss()).compute(rig.input(y, 2), rig.parameter(n, 2), gradient)
            });
        });
        assertThat(results.get(1)).containsExactly(Double.POSITIVE_INFINITY);
        assertThat(results.get(0)[n * 2 - 1]).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(Arrays.stream(results.get(0), 0, n * 2 - 1)).allMatch(Double::isFinite);
    }

    /** The loss is quadratic, so that a central difference is exact but for roundings. */
    @Test
    void gradientIsTheSlope() {
        int n = Lanes.COUNT + 3;
        SplittableRandom random = new SplittableRandom(5);
        double[] y = random.doubles(n * 4, -1, 1).toArray();
        double[] direction = random.doubles(n * 4, -1, 1).toArray();
        double difference = (at(n, y, direction, 0.125).get(1)[0]
                        - at(n, y, direction, -0.125).get(1)[0])
                / 0.25;
        double[] gradient = at(n, y, direction, 0).get(0);
        double slope = 0;
        for (int i = 0; i < gradient.length; i++) {
            slope += gradient[i] * direction[i];
        }
        assertThat(slope).isCloseTo(difference, within(1e-6));
    }

    /** Gradient and loss where the output has moved in the direction. */
    private static List<double[]> at(int n, double[] y, double[] direction, double step) {
        double[] moved = new double[y.length];
        Arrays.setAll(moved, i -> y[i] + step * direction[i]);
        return Rig.results(Rig.VECTOR, n, rig -> {
            NdArray target = rig.parameter(n, 4);
            Tensor gradient = rig.gradient(4);
            rig.result(new double[] {
                rig.engine.kernel(new MeanSquaredErrorLoss()).compute(rig.input(moved, 4), target, gradient)
            });
        });
    }

    @Test
    void refusesATargetOfAnotherShape() {
        assertThatThrownBy(() -> Rig.results(Rig.VECTOR, 4, rig -> {
                    try (NdArray target = new NdArray(Nd4j.zeros(4, 2))) {
                        rig.engine.kernel(new MeanSquaredErrorLoss()).compute(rig.input(3), target, rig.output(3));
                    }
                }))
                .isInstanceOf(NetworkException.class)
                .hasMessage("a target of shape [4, 2] for an output of shape [4, 3]");
    }
}
