package org.netloom.runtime.internal.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.nd4j.linalg.api.buffer.DataType;
import org.netloom.op.Conv2d;
import org.netloom.op.Tensor;
import org.netloom.runtime.engine.NdArray;

class ConvolutionsTest {
    /** A convolution, and x [n,c,h,w], y [n,o,oh,ow]. */
    record Case(Conv2d op, int n, int c, int h, int w, int o, boolean bias, DataType type) {
        int oh() {
            return Naive.extent(
                    h,
                    op.kernel().height(),
                    op.stride().height(),
                    op.pad().height(),
                    op.dilation().height());
        }

        int ow() {
            return Naive.extent(
                    w,
                    op.kernel().width(),
                    op.stride().width(),
                    op.pad().width(),
                    op.dilation().width());
        }

        double[] x() {
            return Rig.random(1, n * c * h * w);
        }

        double[] weight() {
            return Rig.random(
                    2, o * c / op.groups() * op.kernel().height() * op.kernel().width());
        }

        double[] biases() {
            return bias ? Rig.random(3, o) : new double[0];
        }

        long[] weightShape() {
            return new long[] {
                o, c / op.groups(), op.kernel().height(), op.kernel().width()
            };
        }
    }

    @Provide
    Arbitrary<Case> cases() {
        Arbitrary<Conv2d> ops = Combinators.combine(
                        Arbitraries.integers().between(1, 4),
                        Arbitraries.integers().between(1, 4),
                        Arbitraries.integers().between(1, 3),
                        Arbitraries.integers().between(1, 3),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.integers().between(1, 2),
                        Arbitraries.integers().between(1, 3))
                .as((kh, kw, sh, sw, ph, pw, d, groups) -> Conv2d.of("conv1", "a.net:1:1", kh, kw)
                        .stride(sh, sw)
                        .pad(ph, pw)
                        .dilation(d, 3 - d)
                        .groups(groups));
        return Combinators.combine(
                        ops,
                        Arbitraries.integers().between(1, 9),
                        Arbitraries.integers().between(1, 3),
                        Arbitraries.integers().between(1, 9),
                        Arbitraries.integers().between(1, 9),
                        Arbitraries.integers().between(1, 3),
                        Arbitraries.of(true, false),
                        Arbitraries.of(DataType.FLOAT, DataType.DOUBLE))
                .as((op, n, c, h, w, o, bias, type) ->
                        new Case(op, n, c * op.groups(), h, w, o * op.groups(), bias, type))
                .filter(each -> each.h + 2 * each.op.pad().height()
                                >= each.op.dilation().height()
                                                * (each.op.kernel().height() - 1)
                                        + 1
                        && each.w + 2 * each.op.pad().width()
                                >= each.op.dilation().width()
                                                * (each.op.kernel().width() - 1)
                                        + 1);
    }

    /** Each channel a group of its own, with one output. */
    @Provide
    Arbitrary<Case> depthwise() {
        return Combinators.combine(cases(), Arbitraries.integers().between(2, 9))
                .as((each, channels) -> new Case(
                        each.op.groups(channels), each.n, channels, each.h, each.w, channels, each.bias, each.type));
    }

    @Property(tries = 100, seed = "3")
    void forwardOfEachChannelIsTheDefinition(@ForAll("depthwise") Case c) {
        forwardIsTheDefinition(c);
    }

    @Property(tries = 40, seed = "4")
    void backwardOfEachChannelIsTheDerivative(
            @ForAll("depthwise") Case c, @ForAll boolean needsDx, @ForAll @IntRange(min = 4, max = 9) int seed) {
        backwardIsTheDerivative(c, needsDx, seed);
    }

    @Property(tries = 300, seed = "1")
    void forwardIsTheDefinition(@ForAll("cases") Case c) {
        try (Rig rig = new Rig(Rig.engine(c.type))) {
            double[] y = forward(rig, c, c.x(), c.weight(), c.biases());

            double[] expected = Naive.conv2d(c.op, c.x(), c.n, c.c, c.h, c.w, c.weight(), c.biases());
            assertThat(Rig.error(y, expected)).isLessThan(Rig.tolerance(c.type));
        }
    }

    @Property(tries = 60, seed = "2")
    void backwardIsTheDerivative(
            @ForAll("cases") Case c, @ForAll boolean needsDx, @ForAll @IntRange(min = 4, max = 9) int seed) {
        Assume.that(c.n * c.c * c.h * c.w <= 1500);
        double[] dy = Rig.random(seed, c.n * c.o * c.oh() * c.ow());
        // Linear in each of them, so that central differences are exact but for rounding.
        double[] dx = Rig.differences(c.x(), x -> Rig.dot(dy, naive(c, x, c.weight(), c.biases())));
        double[] dWeight = Rig.differences(c.weight(), w -> Rig.dot(dy, naive(c, c.x(), w, c.biases())));
        double[] dBias = Rig.differences(c.biases(), b -> Rig.dot(dy, naive(c, c.x(), c.weight(), b)));

        try (Rig rig = new Rig(Rig.engine(c.type));
                NdArray weight = rig.array(c.weight(), c.weightShape());
                NdArray gradientOfWeight = rig.array(Rig.random(9, c.weight().length), c.weightShape());
                NdArray gradientOfBias = rig.engine.zeros(c.o)) {
            Tensor x = rig.tensor(c.c, c.h, c.w);
            Tensor gradientOfX = rig.tensor(c.c, c.h, c.w);
            Tensor gradientOfY = rig.tensor(c.o, c.oh(), c.ow());
            rig.batch(c.n);
            rig.set(x, c.x());
            rig.set(gradientOfX, Rig.random(10, c.x().length)); // whatever was there is overwritten
            rig.set(gradientOfY, dy);
            rig.engine
                    .kernel(c.op)
                    .backward(
                            x,
                            weight,
                            gradientOfY,
                            needsDx ? gradientOfX : null,
                            gradientOfWeight,
                            c.bias ? gradientOfBias : null);

            double tolerance = c.type == DataType.FLOAT ? 1e-4 : 1e-9;
            assertThat(Rig.error(Rig.get(gradientOfWeight), dWeight)).isLessThan(tolerance);
            if (needsDx) {
                assertThat(Rig.error(rig.get(gradientOfX), dx)).isLessThan(tolerance);
            }
            if (c.bias) {
                assertThat(Rig.error(Rig.get(gradientOfBias), dBias)).isLessThan(tolerance);
            }
        }
    }

    private static double[] naive(Case c, double[] x, double[] weight, double[] bias) {
        return Naive.conv2d(c.op, x, c.n, c.c, c.h, c.w, weight, bias);
    }

    private static double[] forward(Rig rig, Case c, double[] x, double[] weight, double[] bias) {
        try (NdArray weights = rig.array(weight, c.weightShape());
                NdArray biases = c.bias ? rig.array(bias, c.o) : rig.engine.zeros(1)) {
            Tensor input = rig.tensor(c.c, c.h, c.w);
            Tensor output = rig.tensor(c.o, c.oh(), c.ow());
            rig.batch(c.n);
            rig.set(input, x);
            rig.engine.kernel(c.op).forward(input, weights, c.bias ? biases : null, output);
            return rig.get(output);
        }
    }
}
