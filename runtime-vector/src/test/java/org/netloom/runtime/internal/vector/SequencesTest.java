package org.netloom.runtime.internal.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.netloom.kernel.internal.Lanes;
import org.netloom.op.ClassToken;
import org.netloom.op.Positions;
import org.netloom.op.SequencePool;
import org.netloom.op.Tensor;
import org.netloom.op.Tokens;
import org.netloom.runtime.engine.NdArray;

/** What adds, takes away or rearranges steps, forward and backward, against nd4j in double. */
class SequencesTest {
    private static final double EXACT = 1e-30;
    private static final Positions POSITIONS = Positions.of("positions1", "a.net:1:1");
    private static final ClassToken CLASS_TOKEN = ClassToken.of("class1", "a.net:1:1");
    private static final Tokens TOKENS = Tokens.of("tokens1", "a.net:1:1");

    private static void positions(int batch, int steps, int features, boolean trained, boolean needsDx) {
        Rig.agree(batch, Rig.roundings(batch), rig -> {
            NdArray weight = trained ? rig.parameter(steps, features) : null;
            rig.engine.kernel(POSITIONS).forward(rig.input(steps, features), weight, rig.output(steps, features));
            rig.engine
                    .kernel(POSITIONS)
                    .backward(
                            rig.input(steps, features),
                            needsDx ? rig.gradient(steps, features) : null,
                            trained ? rig.result(steps, features) : null);
        });
    }

    @Property(tries = 100, seed = "1", edgeCases = EdgeCasesMode.NONE)
    void addPositions(
            @ForAll @IntRange(min = 1, max = 40) int batch,
            @ForAll @IntRange(min = 1, max = 9) int steps,
            @ForAll @IntRange(min = 1, max = 20) int features,
            @ForAll boolean trained,
            @ForAll boolean needsDx) {
        positions(batch, steps, features, trained, needsDx);
    }

    private static void pool(int batch, int steps, int features, SequencePool.Kind kind) {
        SequencePool op = SequencePool.of("pool1", "a.net:1:1", kind);
        Rig.agree(batch, Rig.roundings(steps), rig -> {
            rig.engine.kernel(op).forward(rig.input(steps, features), rig.output(features));
            rig.engine.kernel(op).backward(rig.input(features), rig.gradient(steps, features));
        });
    }

    @Property(tries = 100, seed = "2", edgeCases = EdgeCasesMode.NONE)
    void pools(
            @ForAll @IntRange(min = 1, max = 40) int batch,
            @ForAll @IntRange(min = 1, max = 9) int steps,
            @ForAll @IntRange(min = 1, max = 20) int features,
            @ForAll SequencePool.Kind kind) {
        pool(batch, steps, features, kind);
    }

    private static void tokens(int batch, int channels, int height, int width) {
        Rig.agree(batch, EXACT, rig -> {
            rig.engine.kernel(TOKENS).forward(rig.input(channels, height, width), rig.output(height * width, channels));
            rig.engine
                    .kernel(TOKENS)
                    .backward(rig.input(height * width, channels), rig.gradient(channels, height, width));
        });
    }

    @Property(tries = 100, seed = "3", edgeCases = EdgeCasesMode.NONE)
    void makesTokens(
            @ForAll @IntRange(min = 1, max = 40) int batch,
            @ForAll @IntRange(min = 1, max = 20) int channels,
            @ForAll @IntRange(min = 1, max = 6) int height,
            @ForAll @IntRange(min = 1, max = 6) int width) {
        tokens(batch, channels, height, width);
    }

    private static void classToken(int batch, int steps, int features, boolean needsDx) {
        Rig.agree(batch, Rig.roundings(batch), rig -> {
            rig.engine
                    .kernel(CLASS_TOKEN)
                    .forward(rig.input(steps, features), rig.parameter(1, features), rig.output(steps + 1, features));
            rig.engine
                    .kernel(CLASS_TOKEN)
                    .backward(
                            rig.input(steps + 1, features),
                            needsDx ? rig.gradient(steps, features) : null,
                            rig.result(1, features));
        });
    }

    @Property(tries = 100, seed = "4", edgeCases = EdgeCasesMode.NONE)
    void addAClassToken(
            @ForAll @IntRange(min = 1, max = 40) int batch,
            @ForAll @IntRange(min = 1, max = 9) int steps,
            @ForAll @IntRange(min = 1, max = 20) int features,
            @ForAll boolean needsDx) {
        classToken(batch, steps, features, needsDx);
    }

    @Test
    void takeLargeBatches() {
        positions(300, 17, 40, true, true);
        positions(300, 17, 40, false, true);
        for (SequencePool.Kind kind : SequencePool.Kind.values()) {
            pool(300, 64, 33, kind);
        }
        tokens(300, 40, 7, 5);
        classToken(300, 16, 40, true);
    }

    /** Of a single example in inference, which sequences take in blocks. */
    @Property(tries = 60, seed = "5")
    void takeASingleExample(
            @ForAll @IntRange(min = 1, max = 40) int channels,
            @ForAll @IntRange(min = 1, max = 5) int height,
            @ForAll @IntRange(min = 1, max = 20) int width,
            @ForAll SequencePool.Kind kind) {
        int steps = height * width;
        Rig.agreeOnOne(Rig.roundings(steps), rig -> {
            Tensor y = rig.output(steps, channels);
            rig.engine.kernel(TOKENS).forward(rig.input(channels, height, width), y);
            Tensor longer = rig.output(steps + 1, channels);
            rig.engine.kernel(CLASS_TOKEN).forward(y, rig.parameter(1, channels), longer);
            Tensor placed = rig.output(steps + 1, channels);
            rig.engine.kernel(POSITIONS).forward(longer, null, placed);
            rig.engine.kernel(SequencePool.of("pool1", "a.net:1:1", kind)).forward(placed, rig.output(channels));
        });
    }

    /** Layers of one engine may have one name, in networks with other sizes. */
    @Test
    void sinusoidsAreThoseOfEachSize() {
        for (int[] size : new int[][] {{4, 6}, {6, 4}, {4, 6}, {3, 6}}) {
            positions(3, size[0], size[1], false, false);
        }
    }

    @Test
    void gradientsAreSlopes() {
        int n = Lanes.COUNT + 2;
        new Slopes(n, new int[] {3, 4}, new int[] {3, 4}, new long[] {3, 4})
                .require(
                        (rig, x, weights, y) -> rig.engine.kernel(POSITIONS).forward(x, weights[0], y),
                        (rig, x, weights, dy, dx, gradients) ->
                                rig.engine.kernel(POSITIONS).backward(dy, dx, gradients[0]));
        new Slopes(n, new int[] {3, 4}, new int[] {4, 4}, new long[] {1, 4})
                .require(
                        (rig, x, weights, y) -> rig.engine.kernel(CLASS_TOKEN).forward(x, weights[0], y),
                        (rig, x, weights, dy, dx, gradients) ->
                                rig.engine.kernel(CLASS_TOKEN).backward(dy, dx, gradients[0]));
        new Slopes(n, new int[] {3, 2, 2}, new int[] {4, 3})
                .require(
                        (rig, x, none, y) -> rig.engine.kernel(TOKENS).forward(x, y),
                        (rig, x, none, dy, dx, noneToo) ->
                                rig.engine.kernel(TOKENS).backward(dy, dx));
        for (SequencePool.Kind kind : SequencePool.Kind.values()) {
            SequencePool op = SequencePool.of("pool1", "a.net:1:1", kind);
            new Slopes(n, new int[] {4, 6}, new int[] {6})
                    .require(
                            (rig, x, none, y) -> rig.engine.kernel(op).forward(x, y),
                            (rig, x, none, dy, dx, noneToo) ->
                                    rig.engine.kernel(op).backward(dy, dx));
        }
    }

    /** A NaN stays in its feature of its example, and comes out where its step counts. */
    @ParameterizedTest
    @EnumSource
    void passNaNOn(SequencePool.Kind kind) {
        double[] x = new double[2 * 3 * 2]; // two examples, three steps, two features
        Arrays.fill(x, 1);
        x[6 + 4 + 1] = Double.NaN; // of the second example the last step's second feature
        List<double[]> results = Rig.results(Rig.VECTOR, 2, rig -> {
            Tensor in = rig.input(x, 3, 2);
            rig.engine.kernel(SequencePool.of("pool1", "a.net:1:1", kind)).forward(in, rig.output(2));
            rig.engine.kernel(POSITIONS).forward(in, rig.parameter(3, 2), rig.output(3, 2));
            rig.engine.kernel(CLASS_TOKEN).forward(in, rig.parameter(1, 2), rig.output(4, 2));
            rig.engine.kernel(TOKENS).forward(rig.reshape(in, 3, 1, 2), rig.output(2, 3));
        });
        boolean counts = kind != SequencePool.Kind.FIRST;
        assertThat(nans(results.get(0))).isEqualTo(counts ? "...N" : "....");
        assertThat(nans(results.get(1))).isEqualTo("......" + ".....N");
        assertThat(nans(results.get(2))).isEqualTo("........" + ".......N");
        assertThat(nans(results.get(3))).isEqualTo("......" + ".....N");
    }

    private static String nans(double[] values) {
        StringBuilder text = new StringBuilder();
        Arrays.stream(values).forEach(value -> text.append(Double.isNaN(value) ? 'N' : '.'));
        return text.toString();
    }
}
