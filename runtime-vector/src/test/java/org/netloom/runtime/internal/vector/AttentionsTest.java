package org.netloom.runtime.internal.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.netloom.op.Attention;
import org.netloom.op.Tensor;

/** Self-attention, forward and backward, against nd4j in double. */
class AttentionsTest {
    private record Sizes(int steps, int heads, int ofHead, boolean causal) {
        int features() {
            return heads * ofHead;
        }

        Attention op() {
            return Attention.of("attention1", "a.net:1:1", heads, causal);
        }
    }

    /**
     * Sums over features, over steps and, for weights, over both examples and steps, one after the other: the roundings of
     * each are passed on by the next, through maps whose weights are as small as a network's.
     */
    private static double tolerance(int batch, Sizes sizes) {
        return Rig.roundings(4L * sizes.features() + 4L * sizes.steps + (long) batch * sizes.steps);
    }

    private static void both(int batch, Sizes sizes, boolean bias, boolean needsDx) {
        int features = sizes.features();
        double scale = 1 / Math.sqrt(features);
        Rig.agree(batch, tolerance(batch, sizes), rig -> {
            Tensor x = rig.input(sizes.steps, features);
            var inWeight = rig.parameter(value -> 2 * value * scale, 3 * features, features);
            var inBias = bias ? rig.parameter(3 * features) : null;
            var outWeight = rig.parameter(value -> value * scale, features, features);
            var outBias = bias ? rig.parameter(features) : null;
            Tensor projected = rig.output(sizes.steps, 3 * features);
            Tensor shares = rig.output(sizes.heads, sizes.steps, sizes.steps);
            Tensor mixed = rig.output(sizes.steps, features);
            Tensor y = rig.output(sizes.steps, features);
            rig.engine
                    .kernel(sizes.op())
                    .forward(
                            x,
                            new Attention.Weights(inWeight, inBias, outWeight, outBias),
                            new Attention.Kept(projected, shares, mixed),
                            y);
            rig.engine
                    .kernel(sizes.op())
                    .backward(
                            x,
                            new Attention.Weights(inWeight, inBias, outWeight, outBias),
                            new Attention.Kept(projected, shares, mixed),
                            rig.input(sizes.steps, features),
                            needsDx ? rig.gradient(sizes.steps, features) : null,
                            new Attention.Weights(
                                    rig.result(3 * features, features),
                                    bias ? rig.result(3 * features) : null,
                                    rig.result(features, features),
                                    bias ? rig.result(features) : null));
        });
    }

    @Property(tries = 150, seed = "1")
    void computes(
            @ForAll @IntRange(min = 1, max = 40) int batch,
            @ForAll @IntRange(min = 1, max = 11) int steps,
            @ForAll @IntRange(min = 1, max = 4) int heads,
            @ForAll @IntRange(min = 1, max = 9) int ofHead,
            @ForAll boolean causal,
            @ForAll boolean bias,
            @ForAll boolean needsDx) {
        both(batch, new Sizes(steps, heads, ofHead, causal), bias, needsDx);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void computesLargeBatches(boolean causal) {
        both(300, new Sizes(7, 4, 10, causal), true, true);
        both(17, new Sizes(50, 2, 18, causal), true, true);
    }

    /** Scores whose exponentials no float holds; of the largest the share is 1, and what goes back through it 0. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void largeScoresDoNotOverflow(boolean causal) {
        Sizes sizes = new Sizes(5, 1, 3, causal);
        List<double[]> results = Rig.results(Rig.VECTOR, 9, rig -> {
            Tensor x = rig.input(value -> 100 * value, sizes.steps, 3);
            var inWeight = rig.parameter(9, 3);
            var outWeight = rig.parameter(3, 3);
            Tensor projected = rig.output(sizes.steps, 9);
            Tensor shares = rig.output(1, sizes.steps, sizes.steps);
            Tensor mixed = rig.output(sizes.steps, 3);
            rig.engine
                    .kernel(sizes.op())
                    .forward(
                            x,
                            new Attention.Weights(inWeight, null, outWeight, null),
                            new Attention.Kept(projected, shares, mixed),
                            rig.output(5, 3));
            rig.engine
                    .kernel(sizes.op())
                    .backward(
                            x,
                            new Attention.Weights(inWeight, null, outWeight, null),
                            new Attention.Kept(projected, shares, mixed),
                            rig.input(sizes.steps, 3),
                            rig.gradient(sizes.steps, 3),
                            new Attention.Weights(rig.result(9, 3), null, rig.result(3, 3), null));
        });
        results.forEach(values -> assertThat(Arrays.stream(values)).allMatch(Double::isFinite));
        double[] shares = results.get(1);
        for (int row = 0; row < shares.length; row += sizes.steps) {
            assertThat(Arrays.stream(shares, row, row + sizes.steps).sum()).isBetween(1 - 1e-6, 1 + 1e-6);
        }
    }

    /** What a step sees of a causal layer does not depend on what comes after it. */
    @Test
    void causalStepsDoNotSeeLaterOnes() {
        Sizes sizes = new Sizes(6, 2, 2, true);
        double[] all = new double[6 * 4];
        Arrays.setAll(all, i -> Math.sin(i * i + 1));
        double[] other = all.clone();
        other[4 * 4 + 1] = 7;
        double[] y = forward(sizes, all);
        double[] changed = forward(sizes, other);
        assertThat(Arrays.copyOf(changed, 4 * 4)).containsExactly(Arrays.copyOf(y, 4 * 4));
        assertThat(Arrays.copyOfRange(changed, 4 * 4, 6 * 4)).isNotEqualTo(Arrays.copyOfRange(y, 4 * 4, 6 * 4));
    }

    private static double[] forward(Sizes sizes, double[] values) {
        return Rig.results(
                        Rig.VECTOR,
                        1,
                        rig -> rig.engine
                                .kernel(sizes.op())
                                .forward(
                                        rig.input(values, sizes.steps, sizes.features()),
                                        new Attention.Weights(
                                                rig.parameter(3 * sizes.features(), sizes.features()),
                                                null,
                                                rig.parameter(sizes.features(), sizes.features()),
                                                null),
                                        new Attention.Kept(
                                                rig.between(sizes.steps, 3 * sizes.features()),
                                                rig.between(sizes.heads, sizes.steps, sizes.steps),
                                                rig.between(sizes.steps, sizes.features())),
                                        rig.output(sizes.steps, sizes.features())))
                .get(0);
    }
}
