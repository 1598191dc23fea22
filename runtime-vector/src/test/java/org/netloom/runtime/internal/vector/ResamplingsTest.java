package org.netloom.runtime.internal.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.netloom.kernel.internal.Lanes;
import org.netloom.op.Conv2d;
import org.netloom.op.Pad2d;
import org.netloom.op.Tensor;
import org.netloom.op.Upsample2d;
import org.netloom.op.Upsample2d.Mode;

/** Padding and upsampling, forward and backward, against nd4j in double. */
class ResamplingsTest {
    private static final double EXACT = 1e-30;

    @Property(tries = 200, seed = "1", edgeCases = EdgeCasesMode.NONE)
    void pads(
            @ForAll @IntRange(min = 1, max = 40) int batch,
            @ForAll @IntRange(min = 1, max = 5) int channels,
            @ForAll @IntRange(min = 1, max = 6) int height,
            @ForAll @IntRange(min = 1, max = 6) int width,
            @ForAll @IntRange(min = 0, max = 3) int top,
            @ForAll @IntRange(min = 0, max = 3) int bottom,
            @ForAll @IntRange(min = 0, max = 3) int left,
            @ForAll @IntRange(min = 0, max = 3) int right) {
        Pad2d op = Pad2d.of("pad1", "a.net:1:1", top, bottom, left, right);
        int[] shape = {channels, top + height + bottom, left + width + right};
        Rig.agree(batch, EXACT, rig -> {
            rig.engine.kernel(op).forward(rig.input(channels, height, width), rig.output(shape));
            rig.engine.kernel(op).backward(rig.input(shape), rig.gradient(channels, height, width));
        });
    }

    private static void upsample(int batch, int channels, int height, int width, Upsample2d op) {
        int[] large = {channels, op.scaleHeight() * height, op.scaleWidth() * width};
        // Each gradient is the sum of those of twice the scale along both axes.
        Rig.agree(batch, Rig.roundings(4L * op.scaleHeight() * op.scaleWidth()), rig -> {
            rig.engine.kernel(op).forward(rig.input(channels, height, width), rig.output(large));
            rig.engine.kernel(op).backward(rig.input(large), rig.gradient(channels, height, width));
        });
    }

    private static Upsample2d op(Mode mode, int rows, int columns) {
        return Upsample2d.of("upsample1", "a.net:1:1", mode, rows, columns);
    }

    @Property(tries = 200, seed = "2", edgeCases = EdgeCasesMode.NONE)
    void upsamples(
            @ForAll @IntRange(min = 1, max = 40) int batch,
            @ForAll @IntRange(min = 1, max = 4) int channels,
            @ForAll @IntRange(min = 1, max = 6) int height,
            @ForAll @IntRange(min = 1, max = 6) int width,
            @ForAll Mode mode,
            @ForAll @IntRange(min = 1, max = 5) int rows,
            @ForAll @IntRange(min = 1, max = 5) int columns) {
        upsample(batch, channels, height, width, op(mode, rows, columns));
    }

    @ParameterizedTest
    @EnumSource
    void upsamplesLargeBatches(Mode mode) {
        upsample(300, 6, 9, 8, op(mode, 2, 2));
        upsample(100, 3, 32, 30, op(mode, 3, 3));
        upsample(100, 3, 32, 10, op(mode, 2, 5));
    }

    /** Of a single example in inference, in whatever form a convolution left it. */
    @Property(tries = 60, seed = "3")
    void takeASingleExample(
            @ForAll @IntRange(min = 1, max = 40) int channels,
            @ForAll @IntRange(min = 1, max = 6) int height,
            @ForAll @IntRange(min = 1, max = 20) int width,
            @ForAll Mode mode) {
        Rig.agreeOnOne(2 * Rig.roundings(2), rig -> {
            Tensor x = rig.output(channels, height, width);
            rig.engine
                    .kernel(Conv2d.of("conv1", "a.net:1:1", 1, 1))
                    .forward(rig.input(2, height, width), rig.parameter(channels, 2, 1, 1), null, x);
            rig.engine
                    .kernel(Pad2d.of("pad1", "a.net:1:1", 1, 2, 0, 1))
                    .forward(x, rig.output(channels, height + 3, width + 1));
            rig.engine.kernel(op(mode, 2, 3)).forward(x, rig.output(channels, 2 * height, 3 * width));
        });
    }

    @Test
    void gradientsAreSlopes() {
        Pad2d pad = Pad2d.of("pad1", "a.net:1:1", 1, 0, 2, 1);
        new Slopes(Lanes.COUNT + 2, new int[] {2, 3, 3}, new int[] {2, 4, 6})
                .require(
                        (rig, x, none, y) -> rig.engine.kernel(pad).forward(x, y),
                        (rig, x, none, dy, dx, noneToo) ->
                                rig.engine.kernel(pad).backward(dy, dx));
        for (Mode mode : Mode.values()) {
            Upsample2d op = op(mode, 3, 2);
            new Slopes(Lanes.COUNT + 2, new int[] {2, 3, 4}, new int[] {2, 9, 8})
                    .require(
                            (rig, x, none, y) -> rig.engine.kernel(op).forward(x, y),
                            (rig, x, none, dy, dx, noneToo) ->
                                    rig.engine.kernel(op).backward(dy, dx));
        }
    }

    /** A NaN reaches the pixels that are made of it, and no others: a weight of 0 is not multiplied. */
    @Test
    void passNaNOn() {
        double[] x = new double[6];
        Arrays.fill(x, 1);
        x[1] = Double.NaN; // of two rows of three the first one's middle
        assertThat(nans(Mode.NEAREST, 2, x)).isEqualTo("..NN.." + "..NN.." + "......" + "......");
        assertThat(nans(Mode.BILINEAR, 1, x)).isEqualTo(".N." + "...");
        assertThat(nans(Mode.BILINEAR, 2, x)).isEqualTo(".NNNN." + ".NNNN." + ".NNNN." + "......");
        double[] padded = Rig.results(
                        Rig.VECTOR,
                        1,
                        rig -> rig.engine
                                .kernel(Pad2d.of("pad1", "a.net:1:1", 0, 0, 1, 0))
                                .forward(rig.input(x, 1, 2, 3), rig.output(1, 2, 4)))
                .get(0);
        assertThat(padded).containsExactly(0, 1, Double.NaN, 1, 0, 1, 1, 1);
    }

    private static String nans(Mode mode, int scale, double[] x) {
        double[] y = Rig.results(
                        Rig.VECTOR,
                        1,
                        rig -> rig.engine
                                .kernel(op(mode, scale, scale))
                                .forward(rig.input(x, 1, 2, 3), rig.output(1, 2 * scale, 3 * scale)))
                .get(0);
        StringBuilder text = new StringBuilder();
        Arrays.stream(y).forEach(value -> text.append(Double.isNaN(value) ? 'N' : '.'));
        return text.toString();
    }
}
