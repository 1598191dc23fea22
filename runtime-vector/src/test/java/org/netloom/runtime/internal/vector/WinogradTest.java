package org.netloom.runtime.internal.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.netloom.op.Conv2d;
import org.netloom.op.Conv2d.Algorithm;
import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.internal.vector.ConvolutionsTest.Case;

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

    static double tolerance(Case c, long terms) {
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

    /** More channels than a stretch, more tiles than a chunk, and images of an odd size. */
    @ParameterizedTest
    @EnumSource(names = {"WINOGRAD2", "WINOGRAD4"})
    void convolvesManyChannelsAndTiles(Algorithm algorithm) {
        Case c = new Case(OP.pad(1, 1).algorithm(algorithm), 40, 150, 11, 9, 70, true);
        Rig.agree(c.n(), tolerance(c, c.taps()), rig -> ConvolutionsTest.forward(rig, c));
        Rig.agree(c.n(), tolerance(c, Math.max(c.taps(), c.places())), rig -> ConvolutionsTest.backward(rig, c, true));
    }

    /** As the engine chooses: Winograd's algorithm for the forward and the backward pass, and for the weights where it fills vectors. */
    @ParameterizedTest
    @ValueSource(ints = {32, 64})
    void convolvesWhatItChoosesItselfFor(int channels) {
        Case c = new Case(OP.pad(1, 1), 20, channels, 8, 8, channels, true);
        Rig.agree(c.n(), Rig.roundings(c.taps()), rig -> ConvolutionsTest.forward(rig, c));
        Rig.agree(c.n(), Rig.roundings(Math.max(c.taps(), c.places())), rig -> ConvolutionsTest.backward(rig, c, true));
    }

    @ParameterizedTest
    @EnumSource(names = {"WINOGRAD2", "WINOGRAD4"})
    void anyNumberOfThreadsGivesTheSameBits(Algorithm algorithm) {
        for (int n : new int[] {1, 37, 70}) {
            Case c = new Case(OP.pad(1, 1).algorithm(algorithm), n, 21, 7, 6, 19, true);
            List<double[]> expected = null;
            for (int threads : new int[] {1, 2, 3, 5}) {
                try (VectorEngine engine = new VectorEngine(threads)) {
                    List<double[]> actual = Rig.results(engine, n, rig -> {
                        ConvolutionsTest.forward(rig, c);
                        ConvolutionsTest.backward(rig, c, true);
                    });
                    if (expected == null) {
                        expected = actual;
                    }
                    for (int i = 0; i < expected.size(); i++) {
                        assertThat(actual.get(i))
                                .as("result %d, %d threads", i, threads)
                                .containsExactly(expected.get(i));
                    }
                }
            }
        }
    }

    /** What comes of an example has nothing to do with how many share its block, or its chunk of tiles. */
    @ParameterizedTest
    @EnumSource(names = {"WINOGRAD2", "WINOGRAD4"})
    void examplesAreForThemselves(Algorithm algorithm) {
        Conv2d op = OP.pad(1, 1).algorithm(algorithm);
        double[] values = new SplittableRandom(1).doubles(40 * 6 * 35, -1, 1).toArray();
        double[] expected = output(op, values, 40);
        for (int batch : new int[] {17, 16, 3, 1}) {
            double[] actual = output(op, Arrays.copyOf(values, batch * 6 * 35), batch);
            assertThat(actual).containsExactly(Arrays.copyOf(expected, actual.length));
        }
    }

    private static double[] output(Conv2d op, double[] values, int batch) {
        return Rig.results(
                        Rig.VECTOR,
                        batch,
                        rig -> rig.engine
                                .kernel(op)
                                .forward(rig.input(values, 6, 7, 5), weights(rig), null, rig.output(5, 7, 5)))
                .get(0);
    }

    /** The same ones, however many numbers were drawn before. */
    private static NdArray weights(Rig rig) {
        int[] next = {0};
        return rig.parameter(value -> Math.sin(next[0]++), 5, 6, 3, 3);
    }

    /** A NaN, or an infinity, of one example reaches all that the sum over taps has it reach, and no other example. */
    @ParameterizedTest
    @EnumSource(names = {"WINOGRAD2", "WINOGRAD4"})
    void passesNotANumberOn(Algorithm algorithm) {
        double[] values = new SplittableRandom(1).doubles(3 * 6 * 35, -1, 1).toArray();
        values[6 * 35 + 17] = Double.NaN;
        double[] direct = output(OP.pad(1, 1).algorithm(Algorithm.DIRECT), values, 3);
        double[] actual = output(OP.pad(1, 1).algorithm(algorithm), values, 3);
        int example = direct.length / 3;
        for (int i = 0; i < direct.length; i++) {
            if (Double.isNaN(direct[i])) {
                assertThat(actual[i]).isNaN();
            } else if (i / example != 1) {
                assertThat(actual[i]).isFinite();
            }
        }
        assertThat(direct).contains(Double.NaN);
    }

    /** Which form computes 3 by 3 without a choice: channels, height and width, pad. */
    @ParameterizedTest
    @CsvSource({
        "64, 8, 1, WINOGRAD2",
        "32, 16, 1, WINOGRAD2",
        "512, 4, 1, WINOGRAD2",
        "64, 7, 1, WINOGRAD2",
        "64, 12, 0, WINOGRAD2",
        "16, 16, 1, DIRECT",
        "64, 5, 1, DIRECT",
        "256, 2, 1, DIRECT",
        "512, 1, 1, DIRECT"
    })
    void choosesWhereItWins(int channels, int size, int pad, Algorithm algorithm) {
        assertThat(new VectorProvider().algorithm(OP.pad(pad, pad), channels, size, size, channels))
                .contains(algorithm);
    }

    @Test
    void choosesTheSumOverTapsForOtherKernels() {
        VectorProvider provider = new VectorProvider();
        for (Conv2d op : List.of(
                Conv2d.of("conv1", "a.net:1:1", 5, 5),
                OP.stride(2, 2),
                OP.dilation(2, 1),
                OP.groups(2),
                OP.algorithm(Algorithm.DIRECT))) {
            assertThat(provider.algorithm(op, 64, 16, 16, 64)).contains(Algorithm.DIRECT);
        }
        assertThat(provider.algorithm(OP.algorithm(Algorithm.WINOGRAD4), 1, 3, 3, 1))
                .contains(Algorithm.WINOGRAD4);
    }
}
