package org.netloom.runtime.internal.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.netloom.op.BatchNorm;
import org.netloom.op.BatchNorm.Affine;
import org.netloom.op.BatchStatistics;
import org.netloom.op.Tensor;
import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.exception.NetworkException;

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
    void normalizesWithTheStatisticsOfTheBatch(@ForAll("cases") Case c) {
        double[][] statistics = Naive.statistics(c.x(), c.n, c.c, c.pixels());
        double[] expected = Naive.normalize(c.x(), c.n, c.c, c.pixels(), statistics, c.gamma(), c.beta(), OP.eps());
        try (Rig rig = new Rig(Rig.engine(c.type));
                NdArray gamma = rig.array(c.gamma(), c.c);
                NdArray beta = rig.array(c.beta(), c.c)) {
            Tensor x = rig.tensor(c.shape());
            Tensor y = rig.tensor(c.shape());
            BatchStatistics batch = new BatchStatistics(c.c, false);
            rig.batch(c.n);
            rig.set(x, c.x());
            rig.engine.kernel(OP).forward(x, new Affine(gamma, beta), batch, y);

            // Two values close together: dividing by their deviation magnifies the roundings of x.
            double smallest = java.util.Arrays.stream(statistics[1]).min().orElseThrow();
            double tolerance = Rig.tolerance(c.type) * Math.max(1, 1 / Math.sqrt(smallest + OP.eps()));
            assertThat(Rig.error(batch.mean(), statistics[0])).isLessThan(Rig.tolerance(c.type));
            assertThat(Rig.error(batch.variance(), statistics[1])).isLessThan(Rig.tolerance(c.type));
            assertThat(Rig.error(rig.get(y), expected)).isLessThan(tolerance);
        }
    }

    @Property(tries = 60, seed = "2")
    void backwardIsTheDerivative(@ForAll("cases") Case c, @ForAll boolean needsDx) {
        double[] dy = Rig.random(7, c.x().length);
        try (Rig rig = new Rig(Rig.DOUBLE);
                NdArray gamma = rig.array(c.gamma(), c.c);
                NdArray beta = rig.array(c.beta(), c.c);
                NdArray dGamma = rig.engine.zeros(c.c);
                NdArray dBeta = rig.engine.zeros(c.c)) {
            Tensor x = rig.tensor(c.shape());
            Tensor y = rig.tensor(c.shape());
            Tensor gradientOfY = rig.tensor(c.shape());
            Tensor gradientOfX = rig.tensor(c.shape());
            BatchStatistics batch = new BatchStatistics(c.c, false);
            rig.batch(c.n);
            rig.set(x, c.x());
            rig.set(gradientOfY, dy);
            rig.engine.kernel(OP).forward(x, new Affine(gamma, beta), batch, y);
            rig.engine
                    .kernel(OP)
                    .backward(
                            x,
                            new Affine(gamma, beta),
                            batch,
                            gradientOfY,
                            needsDx ? gradientOfX : null,
                            new Affine(dGamma, dBeta));

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
    void inferenceNormalizesWithWhatItIsGiven(@ForAll("cases") Case c) {
        double[][] statistics = {
            Rig.random(5, c.c),
            java.util.Arrays.stream(Rig.random(6, c.c)).map(Math::abs).toArray()
        };
        try (Rig rig = new Rig(Rig.engine(c.type));
                NdArray gamma = rig.array(c.gamma(), c.c);
                NdArray beta = rig.array(c.beta(), c.c);
                NdArray mean = rig.array(statistics[0], c.c);
                NdArray variance = rig.array(statistics[1], c.c)) {
            Tensor x = rig.tensor(c.shape());
            Tensor y = rig.tensor(c.shape());
            rig.batch(c.n);
            rig.set(x, c.x());
            rig.engine.kernel(OP).inference(x, new Affine(gamma, beta), mean, variance, y);

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
                NdArray gamma = rig.array(new double[] {1}, 1);
                NdArray beta = rig.array(new double[] {0}, 1)) {
            BatchStatistics batch = new BatchStatistics(1, false);
            Tensor input = rig.tensor(1, 24, 24);
            Tensor y = rig.tensor(1, 24, 24);
            rig.batch(n);
            rig.set(input, x);
            rig.engine.kernel(OP).forward(input, new Affine(gamma, beta), batch, y);

            // A float near 1000 is known to 3e-5; a running sum of these floats is off by 1e-1.
            assertThat(batch.mean()[0]).isCloseTo(expected[0][0], within(1e-4));
            assertThat(batch.variance()[0]).isCloseTo(expected[1][0], within(1e-6));
            double[] normalized =
                    Naive.normalize(x, n, 1, pixels, expected, new double[] {1}, new double[] {0}, OP.eps());
            assertThat(Rig.error(rig.get(y), normalized)).isLessThan(1e-5);
        }
    }

    @Test
    void refusesABatchWithoutVariance() {
        try (Rig rig = new Rig(Rig.FLOAT);
                NdArray ones = rig.array(new double[] {1, 1}, 2)) {
            Tensor x = rig.tensor(2);
            Tensor y = rig.tensor(2);
            rig.batch(1);
            rig.set(x, new double[] {3, 4});
            assertThatThrownBy(() ->
                            rig.engine.kernel(OP).forward(x, new Affine(ones, ones), new BatchStatistics(2, false), y))
                    .isInstanceOf(NetworkException.class)
                    .hasMessage("bn1 (a.net:4:7) cannot normalize a batch with one value for each channel, which has no"
                            + " variance: train with at least 2 examples in a batch");
        }
    }

    @Test
    void refusesAGhostBatchWithoutVariance() {
        try (Rig rig = new Rig(Rig.FLOAT)) {
            Tensor x = rig.tensor(2);
            Tensor y = rig.tensor(2);
            rig.batch(3);
            rig.set(x, new double[] {3, 4, 5, 6, 7, 8});
            assertThatThrownBy(() -> rig.engine
                            .kernel(OP.ghost(1))
                            .forward(x, new Affine(null, null), new BatchStatistics(2, false), y))
                    .isInstanceOf(NetworkException.class)
                    .hasMessage("bn1 (a.net:4:7) cannot normalize a ghost batch with one value for each channel, which"
                            + " has no variance: train with at least 2 examples in a ghost batch");
        }
    }

    /** Each part is normalized as a batch of its own; the statistics are those of the whole batch. */
    @Property(tries = 80, seed = "4")
    void normalizesPartsOfTheBatchOnTheirOwn(@ForAll("cases") Case c, @ForAll @IntRange(min = 2, max = 6) int ghost) {
        BatchNorm op = OP.ghost(ghost);
        double[] dy = Rig.random(8, c.x().length);
        try (Rig rig = new Rig(Rig.DOUBLE);
                NdArray gamma = rig.array(c.gamma(), c.c);
                NdArray beta = rig.array(c.beta(), c.c);
                NdArray dGamma = rig.engine.zeros(c.c);
                NdArray dBeta = rig.engine.zeros(c.c)) {
            Tensor x = rig.tensor(c.shape());
            Tensor y = rig.tensor(c.shape());
            Tensor gradientOfY = rig.tensor(c.shape());
            Tensor gradientOfX = rig.tensor(c.shape());
            BatchStatistics batch = new BatchStatistics(c.c, true);
            rig.batch(c.n);
            rig.set(x, c.x());
            rig.set(gradientOfY, dy);
            rig.engine.kernel(op).forward(x, new Affine(gamma, beta), batch, y);
            rig.engine
                    .kernel(op)
                    .backward(x, new Affine(gamma, beta), batch, gradientOfY, gradientOfX, new Affine(dGamma, dBeta));

            double[][] whole = Naive.statistics(c.x(), c.n, c.c, c.pixels());
            assertThat(batch.parts()).isEqualTo(Math.max(1, c.n / ghost));
            assertThat(Rig.error(batch.mean(), whole[0])).isLessThan(1e-12);
            assertThat(Rig.error(batch.variance(), whole[1])).isLessThan(1e-11);
            assertThat(Rig.error(batch.exampleVariance(), exampleVariance(c))).isLessThan(1e-11);
            assertThat(Rig.error(rig.get(y), ghostNormalized(c, c.x(), c.gamma(), c.beta(), ghost)))
                    .isLessThan(1e-10);
            double[] dx = Rig.differences(c.x(), v -> Rig.dot(dy, ghostNormalized(c, v, c.gamma(), c.beta(), ghost)));
            // Two values alone: y is ±1 whatever they are, and dx is 0 but for eps.
            double scale = java.util.Arrays.stream(dx).map(Math::abs).max().orElseThrow();
            assertThat(Rig.error(rig.get(gradientOfX), dx) * Math.min(1, scale)).isLessThan(1e-6);
            assertThat(Rig.error(
                            Rig.get(dGamma),
                            Rig.differences(
                                    c.gamma(), v -> Rig.dot(dy, ghostNormalized(c, c.x(), v, c.beta(), ghost)))))
                    .isLessThan(1e-6);
            assertThat(Rig.error(
                            Rig.get(dBeta),
                            Rig.differences(
                                    c.beta(), v -> Rig.dot(dy, ghostNormalized(c, c.x(), c.gamma(), v, ghost)))))
                    .isLessThan(1e-6);
        }
    }

    /** Mean and variance are constants there, so that dx is a scale of dy, unlike batchNormBackward's. */
    @Property(tries = 60, seed = "5")
    void frozenBackwardIsTheDerivativeOfInference(
            @ForAll("cases") Case c, @ForAll boolean needsDx, @ForAll boolean trained) {
        double[][] statistics = {
            Rig.random(5, c.c),
            java.util.Arrays.stream(Rig.random(6, c.c)).map(Math::abs).toArray()
        };
        double[] gammas = trained ? c.gamma() : ones(c.c);
        double[] dy = Rig.random(7, c.x().length);
        try (Rig rig = new Rig(Rig.DOUBLE);
                NdArray gamma = rig.array(gammas, c.c);
                NdArray mean = rig.array(statistics[0], c.c);
                NdArray variance = rig.array(statistics[1], c.c);
                NdArray dGamma = rig.engine.zeros(c.c);
                NdArray dBeta = rig.engine.zeros(c.c)) {
            Tensor x = rig.tensor(c.shape());
            Tensor gradientOfY = rig.tensor(c.shape());
            Tensor gradientOfX = rig.tensor(c.shape());
            rig.batch(c.n);
            rig.set(x, c.x());
            rig.set(gradientOfY, dy);
            rig.engine
                    .kernel(OP)
                    .frozenBackward(
                            x,
                            new Affine(trained ? gamma : null, null),
                            mean,
                            variance,
                            gradientOfY,
                            needsDx ? gradientOfX : null,
                            new Affine(trained ? dGamma : null, trained ? dBeta : null));

            if (needsDx) {
                double[] dx = Rig.differences(c.x(), v -> Rig.dot(dy, inferred(c, v, gammas, c.beta(), statistics)));
                assertThat(Rig.error(rig.get(gradientOfX), dx)).isLessThan(1e-6);
            }
            if (trained) {
                double[] ofGamma =
                        Rig.differences(gammas, v -> Rig.dot(dy, inferred(c, c.x(), v, c.beta(), statistics)));
                double[] ofBeta =
                        Rig.differences(c.beta(), v -> Rig.dot(dy, inferred(c, c.x(), gammas, v, statistics)));
                assertThat(Rig.error(Rig.get(dGamma), ofGamma)).isLessThan(1e-6);
                assertThat(Rig.error(Rig.get(dBeta), ofBeta)).isLessThan(1e-6);
            }
        }
    }

    @Property(tries = 40, seed = "6")
    void gammaAndBetaMayBeMissing(@ForAll("cases") Case c) {
        double[] zeros = new double[c.c];
        double[] dy = Rig.random(9, c.x().length);
        try (Rig rig = new Rig(Rig.DOUBLE)) {
            Tensor x = rig.tensor(c.shape());
            Tensor y = rig.tensor(c.shape());
            Tensor gradientOfY = rig.tensor(c.shape());
            Tensor gradientOfX = rig.tensor(c.shape());
            BatchStatistics batch = new BatchStatistics(c.c, false);
            rig.batch(c.n);
            rig.set(x, c.x());
            rig.set(gradientOfY, dy);
            rig.engine.kernel(OP).forward(x, new Affine(null, null), batch, y);
            rig.engine
                    .kernel(OP)
                    .backward(x, new Affine(null, null), batch, gradientOfY, gradientOfX, new Affine(null, null));

            assertThat(Rig.error(rig.get(y), normalized(c, c.x(), ones(c.c), zeros)))
                    .isLessThan(1e-10);
            double[] dx = Rig.differences(c.x(), v -> Rig.dot(dy, normalized(c, v, ones(c.c), zeros)));
            double scale = java.util.Arrays.stream(dx).map(Math::abs).max().orElseThrow();
            assertThat(Rig.error(rig.get(gradientOfX), dx) * Math.min(1, scale)).isLessThan(1e-6);
        }
    }

    @Property(tries = 60, seed = "7")
    void momentsAreThoseOfTheBatch(@ForAll("cases") Case c) {
        try (Rig rig = new Rig(Rig.engine(c.type))) {
            Tensor x = rig.tensor(c.shape());
            BatchStatistics batch = new BatchStatistics(c.c, true);
            rig.batch(c.n);
            rig.set(x, c.x());
            rig.engine.kernel(OP.ghost(2)).moments(x, batch);

            double[][] expected = Naive.statistics(c.x(), c.n, c.c, c.pixels());
            assertThat(batch.count()).isEqualTo((long) c.n * c.pixels());
            assertThat(Rig.error(batch.mean(), expected[0])).isLessThan(Rig.tolerance(c.type));
            assertThat(Rig.error(batch.variance(), expected[1])).isLessThan(Rig.tolerance(c.type));
            assertThat(Rig.error(batch.exampleVariance(), exampleVariance(c))).isLessThan(2 * Rig.tolerance(c.type));
        }
    }

    /** The variance over the examples of their means of each channel. */
    private static double[] exampleVariance(Case c) {
        double[] x = c.x();
        double[] means = new double[c.n * c.c];
        for (int i = 0; i < x.length; i++) {
            means[i / c.pixels()] += x[i] / c.pixels();
        }
        return Naive.statistics(means, c.n, c.c, 1)[1];
    }

    private static double[] ghostNormalized(Case c, double[] x, double[] gamma, double[] beta, int ghost) {
        int parts = Math.max(1, c.n / ghost);
        int size = c.c * c.pixels();
        double[] y = new double[x.length];
        for (int part = 0; part < parts; part++) {
            int from = part * c.n / parts;
            int to = (part + 1) * c.n / parts;
            double[] own = java.util.Arrays.copyOfRange(x, from * size, to * size);
            double[][] statistics = Naive.statistics(own, to - from, c.c, c.pixels());
            double[] normalized = Naive.normalize(own, to - from, c.c, c.pixels(), statistics, gamma, beta, OP.eps());
            System.arraycopy(normalized, 0, y, from * size, normalized.length);
        }
        return y;
    }

    private static double[] inferred(Case c, double[] x, double[] gamma, double[] beta, double[][] statistics) {
        return Naive.normalize(x, c.n, c.c, c.pixels(), statistics, gamma, beta, OP.eps());
    }

    private static double[] ones(int length) {
        double[] ones = new double[length];
        java.util.Arrays.fill(ones, 1);
        return ones;
    }

    private static double[] normalized(Case c, double[] x, double[] gamma, double[] beta) {
        return Naive.normalize(
                x, c.n, c.c, c.pixels(), Naive.statistics(x, c.n, c.c, c.pixels()), gamma, beta, OP.eps());
    }
}
