package org.netloom.runtime.internal.vector;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.netloom.op.Conv2d;
import org.netloom.op.ConvTranspose2d;
import org.netloom.op.Tensor;
import org.netloom.runtime.engine.NdArray;

/** Convolutions and their transposes, forward and backward, against nd4j in double. */
class ConvolutionsTest {
    /** A convolution, and x [n,c,h,w], y [n,o,oh,ow]. */
    record Case(Conv2d op, int n, int c, int h, int w, int o, boolean bias) {
        int oh() {
            return extent(
                    h,
                    op.kernel().height(),
                    op.stride().height(),
                    op.pad().height(),
                    op.dilation().height());
        }

        int ow() {
            return extent(
                    w,
                    op.kernel().width(),
                    op.stride().width(),
                    op.pad().width(),
                    op.dilation().width());
        }

        boolean fits() {
            return oh() > 0 && ow() > 0;
        }

        /** The products of a forward sum or of a gradient by x: of those by weights there are more. */
        int taps() {
            return Math.max(c, o)
                    / op.groups()
                    * op.kernel().height()
                    * op.kernel().width();
        }

        int places() {
            return n * oh() * ow();
        }

        private static int extent(int in, int kernel, int stride, int pad, int dilation) {
            return Math.floorDiv(in + 2 * pad - dilation * (kernel - 1) - 1, stride) + 1;
        }
    }

    /** A transposed convolution from x [n,c,h,w] to y [n,o,oh,ow]. */
    record Transposed(ConvTranspose2d op, int n, int c, int h, int w, int o, boolean bias) {
        int oh() {
            return (h - 1) * op.stride().height()
                    - 2 * op.pad().height()
                    + op.kernel().height()
                    + op.outputPad().height();
        }

        int ow() {
            return (w - 1) * op.stride().width()
                    - 2 * op.pad().width()
                    + op.kernel().width()
                    + op.outputPad().width();
        }
    }

    private static Arbitrary<Integer> between(int least, int most) {
        return Arbitraries.integers().between(least, most);
    }

    @Provide
    Arbitrary<Case> cases() {
        Arbitrary<Conv2d> ops = Combinators.combine(
                        between(1, 5),
                        between(1, 5),
                        between(1, 3),
                        between(1, 3),
                        between(0, 3),
                        between(0, 3),
                        between(1, 2),
                        between(1, 2))
                .as((kh, kw, sh, sw, ph, pw, dh, dw) -> Conv2d.of("conv1", "a.net:1:1", kh, kw)
                        .stride(sh, sw)
                        .pad(ph, pw)
                        .dilation(dh, dw));
        Arbitrary<int[]> channels = Combinators.combine(between(1, 9), between(1, 9), between(1, 4))
                .as((c, o, groups) -> {
                    int limit = groups == 1 ? 9 : 3;
                    return new int[] {Math.min(c, limit) * groups, Math.min(o, limit) * groups, groups};
                });
        return Combinators.combine(
                        ops, channels, between(1, 40), between(1, 9), between(1, 9), Arbitraries.of(true, false))
                .as((op, c, n, h, w, bias) -> new Case(op.groups(c[2]), n, c[0], h, w, c[1], bias))
                .filter(Case::fits);
    }

    @Provide
    Arbitrary<Transposed> transposed() {
        Arbitrary<ConvTranspose2d> ops = Combinators.combine(
                        between(1, 5),
                        between(1, 5),
                        between(1, 3),
                        between(1, 3),
                        between(0, 3),
                        between(0, 3),
                        between(0, 2),
                        between(0, 2))
                .as((kh, kw, sh, sw, ph, pw, outH, outW) -> ConvTranspose2d.of("convt1", "a.net:1:1", kh, kw)
                        .stride(sh, sw)
                        .pad(ph, pw)
                        .outputPad(Math.min(outH, sh - 1), Math.min(outW, sw - 1)));
        return Combinators.combine(
                        ops,
                        between(1, 9),
                        between(1, 9),
                        between(1, 40),
                        between(1, 6),
                        between(1, 6),
                        Arbitraries.of(true, false))
                .as((op, c, o, n, h, w, bias) -> new Transposed(op, n, c, h, w, o, bias))
                .filter(each -> each.oh() > 0 && each.ow() > 0);
    }

    @Property(tries = 300, seed = "1")
    void convolvesForward(@ForAll("cases") Case c) {
        Rig.agree(c.n, Rig.roundings(c.taps()), rig -> forward(rig, c));
    }

    @Property(tries = 200, seed = "2")
    void convolvesBackward(@ForAll("cases") Case c, @ForAll boolean needsDx) {
        Rig.agree(c.n, Rig.roundings(Math.max(c.taps(), c.places())), rig -> backward(rig, c, needsDx));
    }

    @Property(tries = 150, seed = "3")
    void convolvesTransposedForward(@ForAll("transposed") Transposed c) {
        long terms = (long) c.c * c.op.kernel().height() * c.op.kernel().width();
        Rig.agree(c.n, Rig.roundings(terms), rig -> {
            Tensor x = rig.input(c.c, c.h, c.w);
            rig.engine
                    .kernel(c.op)
                    .forward(
                            x,
                            rig.parameter(
                                    c.c,
                                    c.o,
                                    c.op.kernel().height(),
                                    c.op.kernel().width()),
                            c.bias ? rig.parameter(c.o) : null,
                            rig.output(c.o, c.oh(), c.ow()));
        });
    }

    @Property(tries = 100, seed = "4")
    void convolvesTransposedBackward(@ForAll("transposed") Transposed c, @ForAll boolean needsDx) {
        long terms = Math.max(
                (long) c.n * c.oh() * c.ow(),
                (long) c.o * c.op.kernel().height() * c.op.kernel().width());
        Rig.agree(c.n, Rig.roundings(terms), rig -> {
            long[] shape = {c.c, c.o, c.op.kernel().height(), c.op.kernel().width()};
            Tensor x = rig.input(c.c, c.h, c.w);
            rig.engine
                    .kernel(c.op)
                    .backward(
                            x,
                            rig.parameter(shape),
                            rig.input(c.o, c.oh(), c.ow()),
                            needsDx ? rig.gradient(c.c, c.h, c.w) : null,
                            rig.result(shape),
                            c.bias ? rig.result(c.o) : null);
        });
    }

    /** As many examples as training takes, and more channels than a tile. */
    @Test
    void convolvesLargeBatches() {
        Conv2d op = Conv2d.of("conv1", "a.net:1:1", 3, 3).pad(1, 1);
        for (int n : new int[] {256, 300}) {
            Case c = new Case(op, n, 18, 7, 6, 21, true);
            Rig.agree(n, Rig.roundings(c.taps()), rig -> forward(rig, c));
            Rig.agree(n, Rig.roundings(c.places()), rig -> backward(rig, c, true));
        }
    }

    /** Windows of which some, or all, lie in the padding. */
    @Test
    void convolvesPaddingWiderThanTheKernel() {
        Conv2d op = Conv2d.of("conv1", "a.net:1:1", 1, 2).pad(3, 2).stride(2, 3);
        Case c = new Case(op, 5, 3, 1, 1, 4, true);
        Rig.agree(c.n, Rig.roundings(c.taps()), rig -> forward(rig, c));
        Rig.agree(c.n, Rig.roundings(c.places()), rig -> backward(rig, c, true));
    }

    static void forward(Rig rig, Case c) {
        forward(rig, c, rig.input(c.c, c.h, c.w));
    }

    static Tensor forward(Rig rig, Case c, Tensor x) {
        NdArray weight = rig.parameter(weightShape(c));
        NdArray bias = c.bias ? rig.parameter(c.o) : null;
        Tensor y = rig.output(c.o, c.oh(), c.ow());
        rig.engine.kernel(c.op).forward(x, weight, bias, y);
        return y;
    }

    static void backward(Rig rig, Case c, boolean needsDx) {
        Tensor x = rig.input(c.c, c.h, c.w);
        rig.engine
                .kernel(c.op)
                .backward(
                        x,
                        rig.parameter(weightShape(c)),
                        rig.input(c.o, c.oh(), c.ow()),
                        needsDx ? rig.gradient(c.c, c.h, c.w) : null,
                        rig.result(weightShape(c)),
                        c.bias ? rig.result(c.o) : null);
    }

    private static long[] weightShape(Case c) {
        return new long[] {
            c.o, c.c / c.op.groups(), c.op.kernel().height(), c.op.kernel().width()
        };
    }
}
