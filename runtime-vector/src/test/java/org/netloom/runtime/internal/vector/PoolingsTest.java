package org.netloom.runtime.internal.vector;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.netloom.op.Pool2d;
import org.netloom.op.Tensor;

/** Pooling, forward and backward, against nd4j in double; what it does with equal values, NaN and infinities. */
class PoolingsTest {
    private static final double NAN = Double.NaN;
    private static final double UP = Double.POSITIVE_INFINITY;
    private static final double DOWN = Double.NEGATIVE_INFINITY;

    /** x [n,c,h,w]. */
    record Case(Pool2d op, int n, int c, int h, int w) {
        int oh() {
            return Math.floorDiv(
                            h + 2 * op.pad().height() - op.kernel().height(),
                            op.stride().height())
                    + 1;
        }

        int ow() {
            return Math.floorDiv(
                            w + 2 * op.pad().width() - op.kernel().width(),
                            op.stride().width())
                    + 1;
        }
    }

    @Provide
    Arbitrary<Case> cases() {
        Arbitrary<Pool2d> ops = Combinators.combine(
                        Arbitraries.of(Pool2d.Kind.class),
                        Arbitraries.integers().between(1, 4),
                        Arbitraries.integers().between(1, 4),
                        Arbitraries.integers().between(1, 5),
                        Arbitraries.integers().between(1, 5),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.of(true, false))
                .as((kind, kh, kw, sh, sw, ph, pw, count) -> Pool2d.of("pool1", "a.net:1:1", kind, kh, kw)
                        .stride(sh, sw)
                        .pad(Math.min(ph, kh / 2), Math.min(pw, kw / 2))
                        .countPadding(count));
        return Combinators.combine(
                        ops,
                        Arbitraries.integers().between(1, 40),
                        Arbitraries.integers().between(1, 5),
                        Arbitraries.integers().between(1, 9),
                        Arbitraries.integers().between(1, 9))
                .as(Case::new)
                .filter(each -> each.oh() > 0 && each.ow() > 0);
    }

    @Property(tries = 300, seed = "1")
    void poolsForwardAndBackward(@ForAll("cases") Case c) {
        Rig.agree(c.n, Rig.roundings(16), rig -> both(rig, c, rig.input(c.c, c.h, c.w)));
    }

    /** Of three values, so that most windows have several largest. */
    @Property(tries = 150, seed = "2")
    void givesTheGradientOfEqualValuesToTheSame(@ForAll("cases") Case c) {
        Rig.agree(c.n, Rig.roundings(16), rig -> both(rig, c, rig.input(Math::rint, c.c, c.h, c.w)));
    }

    private static void both(Rig rig, Case c, Tensor x) {
        Tensor y = rig.output(c.c, c.oh(), c.ow());
        rig.engine.kernel(c.op).forward(x, y);
        rig.engine.kernel(c.op).backward(x, y, rig.input(c.c, c.oh(), c.ow()), rig.gradient(c.c, c.h, c.w));
    }

    @Test
    void givesTheGradientToTheFirstRowByRow() {
        double[] x = {
            1, 7, 7, 5,
            7, 7, 5, 5,
        };
        Pool2d op = Pool2d.of("pool1", "a.net:1:1", Pool2d.Kind.MAX, 2, 2);
        assertThat(gradient(op, x)).containsExactly(0, 3, 4, 0, 0, 0, 0, 0);
        // Overlapping windows: columns 0 and 1, 1 and 2, 2 and 3.
        assertThat(gradient(op.stride(2, 1), x)).containsExactly(0, 3 + 4, 5, 0, 0, 0, 0, 0);
    }

    @Test
    void passesNaNOn() {
        double[] x = {
            1, NAN, 3, 4, 5, 6, 7, UP,
        };
        Pool2d most = Pool2d.of("pool1", "a.net:1:1", Pool2d.Kind.MAX, 2, 2);
        Pool2d average = Pool2d.of("pool1", "a.net:1:1", Pool2d.Kind.AVERAGE, 2, 2);
        assertThat(forward(most, x)).containsExactly(NAN, UP);
        assertThat(forward(average, x)).containsExactly(NAN, UP);
    }

    @Test
    void takesMinusInfinityForAValue() {
        double[] x = {
            DOWN, DOWN, 1, DOWN,
            DOWN, DOWN, 2, DOWN,
        };
        Pool2d most = Pool2d.of("pool1", "a.net:1:1", Pool2d.Kind.MAX, 2, 2);
        assertThat(forward(most, x)).containsExactly(DOWN, 2);
        assertThat(gradient(most, x)).containsExactly(3, 0, 0, 0, 0, 0, 4, 0);
        assertThat(forward(Pool2d.of("pool1", "a.net:1:1", Pool2d.Kind.AVERAGE, 2, 2), x))
                .containsExactly(DOWN, DOWN);
    }

    /** Of one image of two rows and four columns. */
    private static double[] forward(Pool2d op, double... x) {
        return Rig.results(
                        Rig.VECTOR, 1, rig -> rig.engine.kernel(op).forward(rig.input(x, 1, 2, 4), rig.output(1, 1, 2)))
                .get(0);
    }

    /** The gradient by that image, where the windows' are 3, 4, 5. */
    private static double[] gradient(Pool2d op, double... x) {
        int windows = op.stride().width() == 1 ? 3 : 2;
        double[] dy = windows == 3 ? new double[] {3, 4, 5} : new double[] {3, 4};
        return Rig.results(Rig.VECTOR, 1, rig -> {
                    Tensor in = rig.input(x, 1, 2, 4);
                    Tensor y = rig.output(1, 1, windows);
                    rig.engine.kernel(op).forward(in, y);
                    rig.engine.kernel(op).backward(in, y, rig.input(dy, 1, 1, windows), rig.gradient(1, 2, 4));
                })
                .get(1);
    }
}
