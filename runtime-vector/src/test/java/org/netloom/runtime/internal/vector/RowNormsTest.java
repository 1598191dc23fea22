package org.netloom.runtime.internal.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.netloom.kernel.internal.Lanes;
import org.netloom.op.GroupNorm;
import org.netloom.op.LayerNorm;
import org.netloom.op.Tensor;
import org.netloom.runtime.engine.NdArray;

/** Layer and group normalization, forward and backward, against nd4j in double. */
class RowNormsTest {
    private static final double EPS = 1e-3;
    private static final LayerNorm LAYER = LayerNorm.of("layernorm1", "a.net:1:1", EPS);

    /** x [n,…shape]; of layers where groups is 0. */
    record Case(int n, int[] shape, int groups, boolean needsDx) {
        long[] parameters() {
            if (groups > 0) {
                return new long[] {shape[0]};
            }
            return shape.length == 2
                    ? new long[] {shape[1]}
                    : Arrays.stream(shape).asLongStream().toArray();
        }

        int width() {
            int size = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
            return groups > 0 ? size / groups : shape.length == 2 ? shape[1] : size;
        }

        /** How many products one gamma's gradient is the sum of. */
        int sharing() {
            int size = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
            return n * size / Math.toIntExact(Arrays.stream(parameters()).reduce(1, (a, b) -> a * b));
        }

        /**
         * A row's mean and deviation have the roundings of its sum; they are in each x̂, which is up to √width and is summed
         * with the others.
         */
        double tolerance() {
            return 4 * Rig.roundings(Math.max(width(), sharing()));
        }

        void forward(Rig rig, Tensor x, NdArray gamma, NdArray beta, Tensor y) {
            if (groups > 0) {
                rig.engine
                        .kernel(GroupNorm.of("groupnorm1", "a.net:1:1", groups, EPS))
                        .forward(x, gamma, beta, y);
            } else {
                rig.engine.kernel(LAYER).forward(x, gamma, beta, y);
            }
        }

        void backward(Rig rig, Tensor x, NdArray gamma, Tensor dy, @Nullable Tensor dx, NdArray dGamma, NdArray dBeta) {
            if (groups > 0) {
                GroupNorm op = GroupNorm.of("groupnorm1", "a.net:1:1", groups, EPS);
                rig.engine.kernel(op).backward(x, gamma, dy, dx, dGamma, dBeta);
            } else {
                rig.engine.kernel(LAYER).backward(x, gamma, dy, dx, dGamma, dBeta);
            }
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT, "[%d, %s] in %d groups, dx %s", n, Arrays.toString(shape), groups, needsDx);
        }
    }

    private static Arbitrary<Integer> between(int least, int most) {
        return Arbitraries.integers().between(least, most);
    }

    @Provide
    Arbitrary<Case> layers() {
        Arbitrary<int[]> vectors = between(1, 70).map(features -> new int[] {features});
        Arbitrary<int[]> sequences =
                Combinators.combine(between(1, 6), between(1, 30)).as((steps, features) -> new int[] {steps, features});
        Arbitrary<int[]> images = Combinators.combine(between(1, 5), between(1, 6), between(1, 6))
                .as((channels, height, width) -> new int[] {channels, height, width});
        return Combinators.combine(
                        between(1, 40), Arbitraries.oneOf(vectors, sequences, images), Arbitraries.of(true, false))
                .as((n, shape, needsDx) -> new Case(n, shape, 0, needsDx))
                .filter(each -> each.width() >= 4); // of fewer, dx cancels to little more than its roundings
    }

    @Provide
    Arbitrary<Case> groups() {
        return Combinators.combine(
                        between(1, 40),
                        between(1, 5),
                        between(1, 5),
                        between(0, 7),
                        between(1, 7),
                        Arbitraries.of(true, false))
                .as((n, groups, ofGroup, height, width, needsDx) -> new Case(
                        n,
                        height == 0 ? new int[] {groups * ofGroup} : new int[] {groups * ofGroup, height, width},
                        groups,
                        needsDx))
                .filter(each -> each.width() >= 4);
    }

    @Property(tries = 250, seed = "1")
    void normalizesLayers(@ForAll("layers") Case c) {
        Rig.agree(c.n, c.tolerance(), rig -> both(rig, c, value -> value));
    }

    @Property(tries = 250, seed = "2")
    void normalizesGroups(@ForAll("groups") Case c) {
        Rig.agree(c.n, c.tolerance(), rig -> both(rig, c, value -> value));
    }

    @Test
    void normalizesLargeBatches() {
        for (Case c : List.of(
                new Case(300, new int[] {120}, 0, true),
                new Case(257, new int[] {7, 33}, 0, true),
                new Case(100, new int[] {16, 12, 12}, 0, true),
                new Case(300, new int[] {24, 9, 7}, 6, true),
                new Case(300, new int[] {64}, 4, true))) {
            Rig.agree(c.n, c.tolerance(), rig -> both(rig, c, value -> value));
        }
    }

    /** A float of 1000 is good to 3e-5: whoever sums squares, or takes a float for the mean, has no digits left. */
    @Property(tries = 60, seed = "3")
    void layersLoseNoDigitsToALargeMean(@ForAll("layers") Case c) {
        Rig.agree(c.n, c.tolerance(), rig -> both(rig, c, value -> 1000 + 1.7 * value));
    }

    @Property(tries = 60, seed = "4")
    void groupsLoseNoDigitsToALargeMean(@ForAll("groups") Case c) {
        Rig.agree(c.n, c.tolerance(), rig -> both(rig, c, value -> 1000 + 1.7 * value));
    }

    private static void both(Rig rig, Case c, DoubleUnaryOperator map) {
        Tensor x = rig.input(map, c.shape);
        NdArray gamma = rig.parameter(c.parameters());
        c.forward(rig, x, gamma, rig.parameter(c.parameters()), rig.output(c.shape));
        c.backward(
                rig,
                x,
                gamma,
                rig.input(c.shape),
                c.needsDx ? rig.gradient(c.shape) : null,
                rig.result(c.parameters()),
                rig.result(c.parameters()));
    }

    @Test
    void gradientsAreSlopes() {
        for (Case c : List.of(
                new Case(5, new int[] {9}, 0, true),
                new Case(Lanes.COUNT + 1, new int[] {3, 8}, 0, true),
                new Case(3, new int[] {2, 3, 4}, 0, true),
                new Case(Lanes.COUNT + 3, new int[] {6, 3, 3}, 2, true),
                new Case(4, new int[] {12}, 2, true))) {
            new Slopes(c.n, c.shape, c.shape, c.parameters(), c.parameters())
                    .require(
                            (rig, x, parameters, y) -> c.forward(rig, x, parameters[0], parameters[1], y),
                            (rig, x, parameters, dy, dx, gradients) ->
                                    c.backward(rig, x, parameters[0], dy, dx, gradients[0], gradients[1]));
        }
    }

    /** A row of equal values has x̂ of 0, however small the number that is added to its variance. */
    @ParameterizedTest
    @ValueSource(doubles = {1e-5, 1e-30, 1e-60})
    void equalValuesBecomeBeta(double eps) {
        LayerNorm op = LayerNorm.of("layernorm1", "a.net:1:1", eps);
        double[] x = new double[5 * 3];
        Arrays.setAll(x, i -> 1 + i / 3);
        List<double[]> results = Rig.results(Rig.VECTOR, 5, rig -> {
            NdArray beta = rig.result(3);
            beta.values().assign(4);
            rig.engine.kernel(op).forward(rig.input(x, 3), rig.parameter(3), beta, rig.output(3));
        });
        assertThat(results.get(1)).containsOnly(4);
    }

    /** A NaN is passed to what is computed of its row, and to no other example. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void passNaNOn(int groups) {
        int n = Lanes.COUNT + 2;
        Case c = new Case(n, new int[] {4, 2, 1}, groups, true);
        double[] x = new double[n * 8];
        Arrays.setAll(x, i -> i % 7 - 3.5);
        x[n * 8 - 1] = Double.NaN; // of the last example, which spare lanes repeat
        List<double[]> results = Rig.results(Rig.VECTOR, n, rig -> {
            Tensor in = rig.input(x, c.shape);
            NdArray gamma = rig.parameter(c.parameters());
            c.forward(rig, in, gamma, rig.parameter(c.parameters()), rig.output(c.shape));
            // No gradient(): of an example that is NaN, spare lanes may be.
            c.backward(
                    rig,
                    in,
                    gamma,
                    rig.input(c.shape),
                    rig.output(c.shape),
                    rig.result(c.parameters()),
                    rig.result(c.parameters()));
        });
        int clean = (n - 1) * 8 + (groups == 2 ? 4 : 0);
        for (int result = 0; result < 2; result++) {
            double[] values = results.get(result);
            assertThat(Arrays.stream(values, 0, clean).filter(Double::isNaN).count())
                    .isZero();
            assertThat(Arrays.stream(values, clean, values.length)
                            .filter(Double::isNaN)
                            .count())
                    .isEqualTo(values.length - clean);
        }
        assertThat(results.get(2)[results.get(2).length - 1]).isNaN();
    }
}
