package org.netloom.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The mean of an output through the means of the inputs, beside the mean of the outputs that a scalar loop computes. */
class TapsTest {
    /** Sums of some thousand doubles of size 1. */
    private static final double ROUNDING = 1e-12;

    private static final int EXAMPLES = 3;
    private static final String SITE = "a.net:1:1";

    private final SplittableRandom random = new SplittableRandom(11);

    private double[] uniform(int length) {
        return random.doubles(length, -1, 1).toArray();
    }

    private static int size(List<Integer> shape) {
        return shape.stream().reduce(1, Math::multiplyExact);
    }

    private int among(int least, int most) {
        return random.nextInt(least, most + 1);
    }

    private static double[] sums(double[] x, int elements) {
        double[] sums = new double[elements];
        for (int i = 0; i < x.length; i++) {
            sums[i % elements] += x[i];
        }
        return sums;
    }

    private static double[] throughTheInputs(
            LinearOp<?> op, double[] x, List<Integer> shape, double[] weight, List<Integer> weights, int outputs) {
        Taps taps = op.taps(shape);
        double[] means = new double[taps.count()];
        taps.means(sums(x, size(shape)), EXAMPLES, means);
        return IntStream.range(0, outputs)
                .mapToDouble(o -> op.outputMean(o, weights, i -> weight[i], means))
                .toArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void ofConvolutions(int groups) {
        for (int round = 0; round < 60; round++) {
            int c = groups * among(1, 3);
            int o = groups * among(1, 3);
            int h = among(5, 9);
            int w = among(5, 9);
            Conv2d op = Conv2d.of("conv1", SITE, among(1, 4), among(1, 4))
                    .stride(among(1, 3), among(1, 3))
                    .pad(among(0, 2), among(0, 2))
                    .dilation(among(1, 2), 1)
                    .groups(groups);
            if (h + 2 * op.pad().height()
                    <= op.dilation().height() * (op.kernel().height() - 1)) {
                continue; // no output
            }
            double[] x = uniform(EXAMPLES * c * h * w);
            List<Integer> weights =
                    List.of(o, c / groups, op.kernel().height(), op.kernel().width());
            double[] weight = uniform(size(weights));
            double[] expected = meansOfConvolution(op, x, List.of(c, h, w), weight, o);
            assertThat(throughTheInputs(op, x, List.of(c, h, w), weight, weights, o))
                    .as("%s of %dx%dx%d", op, c, h, w)
                    .containsExactly(expected, within(ROUNDING));
        }
    }

    private static double[] meansOfConvolution(
            Conv2d op, double[] x, List<Integer> shape, double[] weight, int outputs) {
        int h = shape.get(1);
        int w = shape.get(2);
        int kh = op.kernel().height();
        int kw = op.kernel().width();
        int channels = shape.get(0) / op.groups();
        int rows = (h + 2 * op.pad().height() - op.dilation().height() * (kh - 1) - 1)
                        / op.stride().height()
                + 1;
        int columns = (w + 2 * op.pad().width() - op.dilation().width() * (kw - 1) - 1)
                        / op.stride().width()
                + 1;
        double[] sums = new double[outputs];
        for (int n = 0; n < EXAMPLES; n++) {
            for (int o = 0; o < outputs; o++) {
                int firstChannel = o / (outputs / op.groups()) * channels;
                for (int at = 0; at < rows * columns; at++) {
                    for (int t = 0; t < channels * kh * kw; t++) {
                        int y = at / columns * op.stride().height()
                                - op.pad().height()
                                + t / kw % kh * op.dilation().height();
                        int z = at % columns * op.stride().width()
                                - op.pad().width()
                                + t % kw * op.dilation().width();
                        if (y >= 0 && y < h && z >= 0 && z < w) {
                            int channel = firstChannel + t / (kh * kw);
                            sums[o] += weight[o * channels * kh * kw + t]
                                    * x[((n * shape.get(0) + channel) * h + y) * w + z];
                        }
                    }
                }
            }
        }
        return IntStream.range(0, outputs)
                .mapToDouble(o -> sums[o] / (EXAMPLES * rows * columns))
                .toArray();
    }

    @Test
    void ofTransposedConvolutions() {
        for (int round = 0; round < 60; round++) {
            int c = among(1, 3);
            int o = among(1, 3);
            int h = among(2, 5);
            int w = among(2, 5);
            int kh = among(2, 4);
            int kw = among(2, 4);
            ConvTranspose2d op = ConvTranspose2d.of("up1", SITE, kh, kw)
                    .stride(among(2, 3), among(2, 3))
                    .pad(among(0, 1), among(0, 1))
                    .outputPad(among(0, 1), among(0, 1));
            double[] x = uniform(EXAMPLES * c * h * w);
            List<Integer> weights = List.of(c, o, kh, kw);
            double[] weight = uniform(size(weights));
            int rows = (h - 1) * op.stride().height()
                    - 2 * op.pad().height()
                    + kh
                    + op.outputPad().height();
            int columns = (w - 1) * op.stride().width()
                    - 2 * op.pad().width()
                    + kw
                    + op.outputPad().width();
            double[] expected = new double[o];
            for (int i = 0; i < x.length; i++) {
                int channel = i / (h * w) % c;
                for (int t = 0; t < o * kh * kw; t++) {
                    int y = i / w % h * op.stride().height() - op.pad().height() + t / kw % kh;
                    int z = i % w * op.stride().width() - op.pad().width() + t % kw;
                    if (y >= 0 && y < rows && z >= 0 && z < columns) {
                        expected[t / (kh * kw)] +=
                                weight[channel * o * kh * kw + t] * x[i] / (EXAMPLES * rows * columns);
                    }
                }
            }
            assertThat(throughTheInputs(op, x, List.of(c, h, w), weight, weights, o))
                    .as("%s of %dx%dx%d", op, c, h, w)
                    .containsExactly(expected, within(ROUNDING));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void ofDenseLayersAtEachStep(int steps) {
        int f = 5;
        int o = 3;
        double[] x = uniform(EXAMPLES * steps * f);
        double[] weight = uniform(o * f);
        double[] expected = new double[o];
        for (int i = 0; i < x.length; i++) {
            for (int k = 0; k < o; k++) {
                expected[k] += weight[k * f + i % f] * x[i] / (EXAMPLES * steps);
            }
        }
        List<Integer> shape = steps == 1 ? List.of(f) : List.of(steps, f);
        assertThat(throughTheInputs(Dense.of("dense1", SITE), x, shape, weight, List.of(o, f), o))
                .containsExactly(expected, within(ROUNDING));
    }
}
