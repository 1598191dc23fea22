package org.netloom.runtime.internal.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.netloom.op.Pool2d;
import org.netloom.op.Tensor;

class PoolingsTest {
    record Case(Pool2d op, int n, int c, int h, int w, DataType type) {
        int oh() {
            return Naive.extent(
                    h, op.kernel().height(), op.stride().height(), op.pad().height(), 1);
        }

        int ow() {
            return Naive.extent(
                    w, op.kernel().width(), op.stride().width(), op.pad().width(), 1);
        }

        double[] x() {
            return Rig.random(1, n * c * h * w);
        }
    }

    @Provide
    Arbitrary<Case> cases() {
        Arbitrary<Pool2d> ops = Combinators.combine(
                        Arbitraries.of(Pool2d.Kind.class),
                        Arbitraries.integers().between(1, 4),
                        Arbitraries.integers().between(1, 4),
                        Arbitraries.integers().between(1, 4),
                        Arbitraries.integers().between(1, 4),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.of(true, false))
                .as((kind, kh, kw, sh, sw, ph, pw, count) -> Pool2d.of("pool1", "a.net:1:1", kind, kh, kw)
                        .stride(sh, sw)
                        .pad(Math.min(ph, kh / 2), Math.min(pw, kw / 2))
                        .countPadding(count));
        return Combinators.combine(
                        ops,
                        Arbitraries.integers().between(1, 9),
                        Arbitraries.integers().between(1, 3),
                        Arbitraries.integers().between(1, 9),
                        Arbitraries.integers().between(1, 9),
                        Arbitraries.of(DataType.FLOAT, DataType.DOUBLE))
                .as(Case::new)
                .filter(each ->
                        each.h + 2 * each.op.pad().height() >= each.op.kernel().height()
                                && each.w + 2 * each.op.pad().width()
                                        >= each.op.kernel().width());
    }

    @Property(tries = 300, seed = "1")
    void forwardIsTheDefinition(@ForAll("cases") Case c) {
        assertThat(Rig.error(forward(c, c.x()), Naive.pool2d(c.op, c.x(), c.n * c.c, c.h, c.w)))
                .isLessThan(Rig.tolerance(c.type));
    }

    @Property(tries = 150, seed = "2")
    void backwardIsTheDerivative(@ForAll("cases") Case c) {
        double[] dy = Rig.random(3, c.n * c.c * c.oh() * c.ow());
        double[] expected = Rig.differences(c.x(), x -> Rig.dot(dy, Naive.pool2d(c.op, x, c.n * c.c, c.h, c.w)));
        assertThat(Rig.error(backward(c, c.x(), dy), expected)).isLessThan(c.type == DataType.FLOAT ? 1e-5 : 1e-9);
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT", "DOUBLE"})
    void aTieGoesToTheFirst(DataType type) {
        Case c = new Case(Pool2d.of("pool1", "a.net:1:1", Pool2d.Kind.MAX, 2, 2), 1, 1, 2, 4, type);
        double[] x = {5, 5, 1, 7, 5, 5, 7, 7};
        assertThat(backward(c, x, new double[] {3, 4})).containsExactly(3, 0, 0, 4, 0, 0, 0, 0);
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT", "DOUBLE"})
    void aWindowWithNaNIsNaN(DataType type) {
        Pool2d op = Pool2d.of("pool1", "a.net:1:1", Pool2d.Kind.MAX, 3, 2)
                .stride(2, 1)
                .pad(1, 0);
        Case c = new Case(op, 2, 2, 5, 4, type);
        double[] x = c.x();
        x[0] = Double.NaN;
        x[20 + 2 * 4 + 1] = Double.NaN;
        x[79] = Double.NaN;
        double[] expected = Naive.pool2d(op, x, 4, 5, 4);
        double[] y = forward(c, x);
        for (int i = 0; i < y.length; i++) {
            // Math.max passes NaN on, so the definition does.
            assertThat(Double.isNaN(y[i])).as("element %d", i).isEqualTo(Double.isNaN(expected[i]));
        }
        assertThat(expected).contains(Double.NaN);
    }

    private static double[] forward(Case c, double[] x) {
        try (Rig rig = new Rig(Rig.engine(c.type))) {
            Tensor input = rig.tensor(c.c, c.h, c.w);
            Tensor output = rig.tensor(c.c, c.oh(), c.ow());
            rig.batch(c.n);
            rig.set(input, x);
            rig.engine.kernel(c.op).forward(input, output);
            return rig.get(output);
        }
    }

    private static double[] backward(Case c, double[] x, double[] dy) {
        try (Rig rig = new Rig(Rig.engine(c.type))) {
            Tensor input = rig.tensor(c.c, c.h, c.w);
            Tensor output = rig.tensor(c.c, c.oh(), c.ow());
            Tensor gradientOfOutput = rig.tensor(c.c, c.oh(), c.ow());
            Tensor gradientOfInput = rig.tensor(c.c, c.h, c.w);
            rig.batch(c.n);
            rig.set(input, x);
            rig.set(gradientOfOutput, dy);
            rig.set(gradientOfInput, Rig.random(8, x.length)); // whatever was there is overwritten
            rig.engine.kernel(c.op).forward(input, output);
            rig.engine.kernel(c.op).backward(input, output, gradientOfOutput, gradientOfInput);
            return rig.get(gradientOfInput);
        }
    }
}
