package org.netloom.runtime.vector;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.netloom.runtime.op.Conv2d;
import org.netloom.runtime.op.Conv2d.Algorithm;
import org.netloom.runtime.vector.ConvolutionsTest.Case;

/** Convolutions by Winograd's algorithm, forward and backward, against nd4j in double. */
class WinogradTest {
    private static final Conv2d OP = Conv2d.of("conv1", "a.net:1:1", 3, 3);

    /**
     * What the larger tiles may be further away from float64 than {@link Rig#roundings} has it: their transforms multiply by
     * up to 5 and 8 along each axis what cancels later. F2 has ±1 and 1/2 alone and keeps the bound of a sum over taps.
     */
    private static final double F4_ROUNDINGS = 16;

    private static Arbitrary<Integer> between(int least, int most) {
        return Arbitraries.integers().between(least, most);
    }

    @Provide
    Arbitrary<Case> cases() {
        Arbitrary<Conv2d> ops = Combinators.combine(
                        between(0, 3), between(0, 3), Arbitraries.of(Algorithm.WINOGRAD2, Algorithm.WINOGRAD4))
                .as((padHeight, padWidth, algorithm) ->
                        OP.pad(padHeight, padWidth).algorithm(algorithm));
        return Combinators.combine(
                        ops,
                        between(1, 40),
                        between(1, 40),
                        between(1, 17),
                        between(1, 17),
                        between(1, 40),
                        Arbitraries.of(true, false))
                .as(Case::new)
                .filter(Case::fits);
    }

    private static double tolerance(Case c, long terms) {
        return Rig.roundings(terms) * (c.op().algorithm() == Algorithm.WINOGRAD4 ? F4_ROUNDINGS : 1);
    }

    @Property(tries = 150, seed = "1")
    void convolvesForward(@ForAll("cases") Case c) {
        Rig.agree(c.n(), tolerance(c, c.taps()), rig -> ConvolutionsTest.forward(rig, c));
    }

    @Property(tries = 150, seed = "2")
    void convolvesBackward(@ForAll("cases") Case c, @ForAll boolean needsDx) {
        Rig.agree(
                c.n(), tolerance(c, Math.max(c.taps(), c.places())), rig -> ConvolutionsTest.backward(rig, c, needsDx));
    }
}
