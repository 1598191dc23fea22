package org.netloom.runtime.internal.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.kernel.internal.Lanes;
import org.netloom.op.RowLoss;
import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.internal.nd4j.Nd4jEngine;
import org.netloom.runtime.loss.BinaryCrossEntropy;
import org.netloom.runtime.loss.CrossEntropy;
import org.netloom.runtime.loss.Hinge;
import org.netloom.runtime.loss.Huber;
import org.netloom.runtime.loss.KlDivergence;
import org.netloom.runtime.loss.Loss;
import org.netloom.runtime.loss.MeanAbsoluteError;
import org.netloom.runtime.loss.Poisson;

/** Losses of rows on every engine, against their function row by row in double. */
class RowLossesTest {
    private static final List<Loss> OF_CLASSES = List.of(
            CrossEntropy.of().withLabelSmoothing(0.1),
            CrossEntropy.of().withIgnore(2),
            CrossEntropy.of().withIgnore(99).withWeights(1, 2, 0.5, 3, 0.1),
            Hinge.of());
    private static final List<Loss> OF_NUMBERS = List.of(
            BinaryCrossEntropy.of(),
            BinaryCrossEntropy.of().withPosWeight(1, 2, 3, 4, 5),
            MeanAbsoluteError.of(),
            Huber.of(0.5),
            KlDivergence.of(),
            Poisson.of());
    private static final int K = 5;
    /** Fewer examples than lanes, some blocks with a rest, and enough that all threads share. */
    private static final int[] BATCHES = {1, 3, Lanes.COUNT, 2 * Lanes.COUNT + 3, 301};

    static Stream<Arguments> losses() {
        return Stream.concat(OF_CLASSES.stream(), OF_NUMBERS.stream())
                .flatMap(loss -> Stream.of(Arguments.of(loss, new int[] {K}), Arguments.of(loss, new int[] {3, K})));
    }

    @ParameterizedTest
    @MethodSource("losses")
    void areTheMeansOfTheFunction(Loss loss, int[] shape) {
        for (int batch : BATCHES) {
            int rows = batch * (shape.length == 1 ? 1 : shape[0]);
            SplittableRandom random = new SplittableRandom(batch);
            double[] y = floats(random, rows * K, -2, 2);
            double[] targets = distributions(floats(random, rows * K, 0.1, 1));
            int[] labels = random.ints(rows, 0, K).toArray();
            List<double[]> expected = expected(loss, y, targets, labels);
            // The loss is computed in double, its gradient is rounded to a float once.
            requireAgreement(results(Rig.VECTOR, loss, batch, shape, y, targets, labels), expected, 0x1p-24);
            requireAgreement(results(Rig.DOUBLE, loss, batch, shape, y, targets, labels), expected, 1e-13);
        }
    }

    private static void requireAgreement(List<double[]> actual, List<double[]> expected, double rounding) {
        assertThat(actual.get(1)[0]).isCloseTo(expected.get(1)[0], within(1e-12));
        assertThat(Rig.error(actual.get(0), expected.get(0), Double.MIN_NORMAL)).isLessThan(rounding);
    }

    private static double[] floats(SplittableRandom random, int count, double from, double to) {
        return random.doubles(count, from, to).map(value -> (float) value).toArray();
    }

    /** Numbers from 0 to 1 that add up to about 1 in each row: targets of every loss of numbers. */
    private static double[] distributions(double[] values) {
        for (int row = 0; row < values.length; row += K) {
            double sum = Arrays.stream(values, row, row + K).sum();
            for (int k = row; k < row + K; k++) {
                values[k] = (float) (values[k] / sum);
            }
        }
        return values;
    }

    private static List<double[]> expected(Loss loss, double[] y, double[] targets, int[] labels) {
        boolean classes = OF_CLASSES.contains(loss);
        double[] gradient = new double[y.length];
        double sum = 0;
        double weights = 0;
        double[] slopes = new double[K];
        for (int i = 0; i < labels.length; i++) {
            double[] row = Arrays.copyOfRange(y, i * K, (i + 1) * K);
            sum += classes
                    ? loss.ofClass(row, labels[i], slopes)
                    : loss.ofNumbers(row, Arrays.copyOfRange(targets, i * K, (i + 1) * K), slopes);
            weights += classes ? loss.weight(labels[i]) : 1;
            System.arraycopy(slopes, 0, gradient, i * K, K);
        }
        double total = weights;
        return List.of(
                Arrays.stream(gradient)
                        .map(slope -> total == 0 ? 0 : slope / total)
                        .toArray(),
                new double[] {total == 0 ? 0 : sum / total});
    }

    private static List<double[]> results(
            org.netloom.runtime.engine.Engine engine,
            Loss loss,
            int batch,
            int[] shape,
            double[] y,
            double[] targets,
            int[] labels) {
        return Rig.results(engine, batch, rig -> {
            RowLoss.Kernel kernel = engine.kernel(new RowLoss(loss));
            var gradient = rig.gradient(shape);
            var output = rig.input(y, shape);
            if (OF_CLASSES.contains(loss)) {
                rig.result(new double[] {kernel.ofClasses(output, labels, gradient)});
                return;
            }
            long[] full = shape.length == 1 ? new long[] {batch, K} : new long[] {batch, shape[0], K};
            try (NdArray array =
                    new NdArray(Nd4j.createFromArray(targets).reshape(full).castTo(engine.dataType()))) {
                rig.result(new double[] {kernel.ofNumbers(output, array, gradient)});
            }
        });
    }

    /** Nothing is to learn from it, and nothing changes. */
    @Test
    void aBatchThatIsIgnoredHasNoGradient() {
        for (var engine : List.of(Rig.VECTOR, Rig.DOUBLE)) {
            List<double[]> results = Rig.results(engine, 5, rig -> {
                var gradient = rig.gradient(4);
                rig.result(new double[] {
                    engine.kernel(new RowLoss(CrossEntropy.of().withIgnore(3)))
                            .ofClasses(rig.input(4), new int[] {3, 3, 3, 3, 3}, gradient)
                });
            });
            assertThat(results.get(0)).containsOnly(0);
            assertThat(results.get(1)).containsExactly(0);
        }
    }

    /** Sums are in the order of the rows, whoever computed them. */
    @Test
    void theNumberOfThreadsChangesNoBit() {
        double[] y = floats(new SplittableRandom(3), 700 * K, -2, 2);
        int[] labels = new SplittableRandom(4).ints(700, 0, K).toArray();
        Loss loss = CrossEntropy.of().withLabelSmoothing(0.1);
        List<double[]> two = results(Rig.VECTOR, loss, 700, new int[] {K}, y, y, labels);
        try (VectorEngine three = new VectorEngine(3);
                VectorEngine one = new VectorEngine(1)) {
            for (VectorEngine engine : List.of(one, three)) {
                List<double[]> others = results(engine, loss, 700, new int[] {K}, y, y, labels);
                assertThat(others.get(0)).containsExactly(two.get(0));
                assertThat(others.get(1)).containsExactly(two.get(1));
            }
        }
    }

    @Test
    void refusesTargetsThatDoNotFit() {
        try (Nd4jEngine single = new Nd4jEngine(DataType.FLOAT)) {
            for (var engine : List.of(Rig.VECTOR, single)) {
                assertThatThrownBy(() -> Rig.results(engine, 4, rig -> {
                            try (NdArray target = new NdArray(Nd4j.zeros(4, 2))) {
                                engine.kernel(new RowLoss(Poisson.of())).ofNumbers(rig.input(3), target, rig.output(3));
                            }
                        }))
                        .isInstanceOf(NetworkException.class)
                        .hasMessage("a target of shape [4, 2] for an output of shape [4, 3]");
                assertThatThrownBy(() -> Rig.results(
                                engine,
                                2,
                                rig -> engine.kernel(new RowLoss(Hinge.of()))
                                        .ofClasses(rig.input(3), new int[] {0, 3}, rig.output(3))))
                        .isInstanceOf(NetworkException.class)
                        .hasMessage("label 3 of example 1 in the batch is not a class from 0 to 2");
            }
        }
    }
}
