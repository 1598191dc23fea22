package org.netloom.kernel.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Layers of a single example against a loop over their taps. An output is the bias and then its taps in their order, each a
 * fused multiply-add, so that results are the same to the last bit.
 */
class OneExampleKernelsTest extends NativeMemoryTest {
    /** The sizes of a convolution, and how its input lies. */
    record Sizes(Form form, int groups, int in, int out, Extent rows, Extent columns) {
        int taps() {
            return rows.kernel() * columns.kernel();
        }

        int xPixels() {
            return rows.in() * columns.in();
        }

        int yPixels() {
            return rows.out() * columns.out();
        }

        int inOfGroup() {
            return in / groups;
        }
    }

    static Stream<Sizes> sizes() {
        List<Sizes> sizes = new ArrayList<>();
        for (Form form : Form.values()) {
            for (int kernel : new int[] {1, 3, 5}) {
                for (int out : new int[] {1, 3, V, V + 1, 5 * V}) {
                    Extent rows = ConvolutionKernelsTest.extent(6, kernel, 1, 2, 1);
                    sizes.add(new Sizes(form, 1, 2, out, rows, ConvolutionKernelsTest.extent(V + 5, kernel, 1, 2, 1)));
                }
            }
            Extent five = ConvolutionKernelsTest.extent(5, 3, 2, 1, 1);
            Extent seven = ConvolutionKernelsTest.extent(7, 2, 1, 1, 2);
            sizes.add(new Sizes(form, 1, V + 1, 4 * V + 2, five, seven));
            sizes.add(new Sizes(form, 2, 6, 2 * V, five, seven));
            sizes.add(new Sizes(form, 3, 3, 6, five, seven));
            sizes.add(new Sizes(form, V + 3, V + 3, V + 3, five, seven));
        }
        return sizes.stream();
    }

    /** An example in this form: where an element of a channel lies. */
    private static int place(Form form, int channel, int pixel, int pixels) {
        return switch (form) {
            case BLOCKS -> (channel * pixels + pixel) * V;
            case ROWS -> channel * pixels + pixel;
            case CHANNELS -> (channel / V * pixels + pixel) * V + channel % V;
        };
    }

    private static float convolved(Sizes s, Floats x, Floats w, float bias, int channel, int pixel) {
        float sum = bias;
        int first = channel / (s.out / s.groups) * s.inOfGroup();
        for (int i = 0; i < s.inOfGroup() * s.taps(); i++) {
            int row = s.rows.source(pixel / s.columns.out(), i % s.taps() / s.columns.kernel());
            int column = s.columns.source(pixel % s.columns.out(), i % s.columns.kernel());
            if (row >= 0 && row < s.rows.in() && column >= 0 && column < s.columns.in()) {
                int place = place(s.form, first + i / s.taps(), row * s.columns.in() + column, s.xPixels());
                sum = Math.fma(x.get(place), w.get(channel * s.inOfGroup() * s.taps() + i), sum);
            }
        }
        return sum;
    }

    private void assertConvolves(Sums sums, Padded input, Sizes s, Floats x, int workers) {
        Floats w = randomFloats(s.out * s.inOfGroup() * s.taps());
        Floats bias = randomFloats(s.out);
        Floats packed = vectors(sums.packedVectors());
        Floats packedBias = vectors(Lanes.blocks(s.out));
        Floats y = vectors(Lanes.blocks(s.out) * s.yPixels());
        input.load(x.at);
        sums.pack(w.at, bias.at, packed.at, packedBias.at);
        for (int worker = 0; worker < workers; worker++) {
            sums.run(worker, workers, packed.at, packedBias.at, y.at);
        }
        for (int channel = 0; channel < s.out; channel++) {
            for (int pixel = 0; pixel < s.yPixels(); pixel++) {
                assertThat(y.get(place(sums.form(), channel, pixel, s.yPixels())))
                        .as("%s, channel %d, pixel %d", s, channel, pixel)
                        .isEqualTo(convolved(s, x, w, bias.get(channel), channel, pixel));
            }
        }
    }

    private Floats example(Form form, int channels, int pixels) {
        return randomVectors(form == Form.CHANNELS ? Lanes.blocks(channels) * pixels : channels * pixels);
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void convolves(Sizes s) {
        Padded input = new Padded(s.form, s.in, s.rows.in(), s.columns.in(), s.rows.pad(), s.columns.pad());
        Floats x = example(s.form, s.in, s.xPixels());
        for (int workers : new int[] {1, 3, 40}) {
            assertConvolves(
                    ChannelSums.convolution(input, s.groups, s.in, s.out, s.rows, s.columns), input, s, x, workers);
        }
        if (RowSums.suits(s.form, s.groups, s.out, s.columns)) {
            for (int workers : new int[] {1, 3}) {
                assertConvolves(RowSums.convolution(input, s.in, s.out, s.rows, s.columns), input, s, x, workers);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void multipliesAVectorWithAMatrix(Form form) {
        for (int out : RAGGED) {
            int channels = V + 2;
            int pixels = 3;
            int in = channels * pixels;
            Padded input = new Padded(form, channels, 1, pixels, 0, 0);
            Floats x = example(form, channels, pixels);
            Floats w = randomFloats(out * in);
            ChannelSums sums = ChannelSums.dense(input, in, out);
            Floats packed = vectors(sums.packedVectors());
            Floats packedBias = vectors(Lanes.blocks(out));
            Floats y = vectors(Lanes.blocks(out));
            input.load(x.at);
            sums.pack(w.at, 0, packed.at, packedBias.at);
            for (int worker = 0; worker < 2; worker++) {
                sums.run(worker, 2, packed.at, packedBias.at, y.at);
            }
            for (int o = 0; o < out; o++) {
                float sum = 0;
                for (int i = 0; i < in; i++) {
                    sum = Math.fma(w.get(o * in + i), x.get(place(form, i / pixels, i % pixels, pixels)), sum);
                }
                assertThat(y.get(o)).isEqualTo(sum);
            }
        }
    }
}
