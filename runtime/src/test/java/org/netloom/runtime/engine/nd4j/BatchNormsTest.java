package org.netloom.runtime.engine.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.runtime.NetworkException;
import org.netloom.runtime.engine.Tensor;
import org.netloom.runtime.op.BatchNorm;

class BatchNormsTest {
    private static final BatchNorm OP = BatchNorm.of("bn1", "a.net:4:7", 1e-5);

    /** x [n,c,h,w], or [n,c] where h is 0. */
    record Case(int n, int c, int h, int w, DataType type) {
        int[] shape() {
            return h == 0 ? new int[] {c} : new int[] {c, h, w};
        }

        int pixels() {
            return h == 0 ? 1 : h * w;
        }

        double[] x() {
            double[] x = Rig.random(1, n * c * pixels());
            for (int i = 0; i < x.length; i++) {
                x[i] = 3 + 2 * x[i];
            }
            return x;
        }

        /** Of both signs. */
        double[] gamma() {
            return Rig.random(2, c);
        }

        double[] beta() {
            return Rig.random(3, c);
        }
    }

    @Provide
    Arbitrary<Case> cases() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 9),
                        Arbitraries.integers().between(1, 5),
                        Arbitraries.integers().between(0, 5),
                        Arbitraries.integers().between(1, 5),
                        Arbitraries.of(DataType.FLOAT, DataType.DOUBLE))
                .as(Case::new)
                .filter(each -> each.n * each.pixels() > 1);
    }

    @Property(tries = 150, seed = "1")
    void normalisesWithTheStatisticsOfTheBatch(@ForAll("cases") Case c) {
        double[][] statistics = Naive.statistics(c.x(), c.n, c.c, c.pixels());
        double[] expected = Naive.normalize(c.x(), c.n, c.c, c.pixels(), statistics, c.gamma(), c.beta(), OP.eps());
        try (Rig rig = new Rig(Rig.engine(c.type));
                INDArray gamma = rig.array(c.gamma(), c.c);
                INDArray beta = rig.array(c.beta(), c.c);
                INDArray mean = rig.engine.zeros(c.c);
                INDArray variance = rig.engine.zeros(c.c)) {
            Tensor x = rig.tensor(c.shape());
            Tensor y = rig.tensor(c.shape());
            rig.batch(c.n);
            rig.set(x, c.x());
            rig.engine.batchNorm(OP, x, gamma, beta, mean, variance, y);

            // Two values close together: dividing by their deviation magnifies the roundings of x.
            double smallest = java.util.Arrays.stream(statistics[1]).min().orElseThrow();
            double tolerance = Rig.tolerance(c.type) * Math.max(1, 1 / Math.sqrt(smallest + OP.eps()));
            assertThat(Rig.error(Rig.get(mean), statistics[0])).isLessThan(Rig.tolerance(c.type));
            assertThat(Rig.error(Rig.get(variance), statistics[1])).isLessThan(Rig.tolerance(c.type));
            assertThat(Rig.error(rig.get(y), expected)).isLessThan(tolerance);
        }
    }

    @Property(tries = 60, seed = "2")
    void backwardIsTheDerivative(@ForAll("cases") Case c, @ForAll boolean needsDx) {
        double[] dy = Rig.random(7, c.x().length);
        try (Rig rig = new Rig(Rig.DOUBLE);
                INDArray gamma = rig.array(c.gamma(), c.c);
                INDArray mean = rig.engine.zeros(c.c);
                INDArray beta = rig.array(c.beta(), c.c);
                INDArray variance = rig.engine.zeros(c.c);
                INDArray dGamma = rig.engine.zeros(c.c);
                INDArray dBeta = rig.engine.zeros(c.c)) {
            Tensor x = rig.tensor(c.shape());
            Tensor y = rig.tensor(c.shape());
            Tensor gradientOfY = rig.tensor(c.shape());
            Tensor gradientOfX = rig.tensor(c.shape());
            rig.batch(c.n);
            rig.set(x, c.x());
            rig.set(gradientOfY, dy);
            rig.engine.batchNorm(OP, x, gamma, beta, mean, variance, y);
            rig.engine.batchNormBackward(
                    OP, x, gamma, mean, variance, gradientOfY, needsDx ? gradientOfX : null, dGamma, dBeta);

            if (needsDx) {
                double[] dx = Rig.differences(c.x(), v -> Rig.dot(dy, normalized(c, v, c.gamma(), c.beta())));
                // Two values alone: y is ±1 whatever they are, and dx is 0 but for eps.
                double scale = java.util.Arrays.stream(dx).map(Math::abs).max().orElseThrow();
                assertThat(Rig.error(rig.get(gradientOfX), dx) * Math.min(1, scale))
                        .isLessThan(1e-6);
            }
            assertThat(Rig.error(
                            Rig.get(dGamma),
                            Rig.differences(c.gamma(), v -> Rig.dot(dy, normalized(c, c.x(), v, c.beta())))))
                    .isLessThan(1e-6);
            assertThat(Rig.error(
                            Rig.get(dBeta),
                            Rig.differences(c.beta(), v -> Rig.dot(dy, normalized(c, c.x(), c.gamma(), v)))))
                    .isLessThan(1e-6);
        }
    }

    @Property(tries = 60, seed = "3")
    void inferenceNormalisesWithWhatItIsGiven(@ForAll("cases") Case c) {
        double[][] statistics = {
            Rig.random(5, c.c),
            java.util.Arrays.stream(Rig.random(6, c.c)).map(Math::abs).toArray()
        };
        try (Rig rig = new Rig(Rig.engine(c.type));
                INDArray gamma = rig.array(c.gamma(), c.c);
                INDArray beta = rig.array(c.beta(), c.c);
                INDArray mean = rig.array(statistics[0], c.c);
                INDArray variance = rig.array(statistics[1], c.c)) {
            Tensor x = rig.tensor(c.shape());
            Tensor y = rig.tensor(c.shape());
            rig.batch(c.n);
            rig.set(x, c.x());
            rig.engine.batchNormInference(OP, x, gamma, beta, mean, variance, y);

            assertThat(Rig.error(
                            rig.get(y),
                            Naive.normalize(c.x(), c.n, c.c, c.pixels(), statistics, c.gamma(), c.beta(), OP.eps())))
                    .isLessThan(Rig.tolerance(c.type));
        }
    }

    @Test
    void aMeanFarFromZeroCostsNoDigits() {
        int n = 64;
        int pixels = 24 * 24;
        double[] x = Rig.random(4, n * pixels);
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) (1000 + x[i]);
        }
        double[][] expected = Naive.statistics(x, n, 1, pixels);
        try (Rig rig = new Rig(Rig.FLOAT);
                INDArray gamma = rig.array(new double[] {1}, 1);
                INDArray beta = rig.array(new double[] {0}, 1);
                INDArray mean = rig.engine.zeros(1);
                INDArray variance = rig.engine.zeros(1)) {
            Tensor input = rig.tensor(1, 24, 24);
            Tensor y = rig.tensor(1, 24, 24);
            rig.batch(n);
            rig.set(input, x);
            rig.engine.batchNorm(OP, input, gamma, beta, mean, variance, y);

            // A float near 1000 is known to 3e-5; a running sum of these floats is off by 1e-1.
            assertThat(mean.getDouble(0)).isCloseTo(expected[0][0], within(1e-4));
            assertThat(variance.getDouble(0)).isCloseTo(expected[1][0], within(1e-6));
            double[] normalized =
                    Naive.normalize(x, n, 1, pixels, expected, new double[] {1}, new double[] {0}, OP.eps());
            assertThat(Rig.error(rig.get(y), normalized)).isLessThan(1e-5);
        }
    }

    @Test
    void refusesABatchWithoutVariance() {
        try (Rig rig = new Rig(Rig.FLOAT);
                INDArray ones = rig.array(new double[] {1, 1}, 2);
                INDArray mean = rig.engine.zeros(2);
                INDArray variance = rig.engine.zeros(2)) {
            Tensor x = rig.tensor(2);
            Tensor y = rig.tensor(2);
            rig.batch(1);
            rig.set(x, new double[] {3, 4});
            assertThatThrownBy(() -> rig.engine.batchNorm(OP, x, ones, ones, mean, variance, y))
                    .isInstanceOf(NetworkException.class)
                    .hasMessage("bn1 (a.net:4:7) cannot normalise a batch with one value for each channel, which has no"
                            + " variance: train with at least 2 examples in a batch");
        }
    }

    private static double[] normalized(Case c, double[] x, double[] gamma, double[] beta) {
        return Naive.normalize(
                x, c.n, c.c, c.pixels(), Naive.statistics(x, c.n, c.c, c.pixels()), gamma, beta, OP.eps());
    }
}
