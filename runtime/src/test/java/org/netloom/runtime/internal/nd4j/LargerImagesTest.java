package org.netloom.runtime.internal.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.netloom.op.ConvTranspose2d;
import org.netloom.op.Pad2d;
import org.netloom.op.Tensor;
import org.netloom.op.Upsample2d;
import org.netloom.op.Upsample2d.Mode;
import org.netloom.runtime.engine.NdArray;

/** Padding, upsampling and transposed convolution, which are linear: a gradient is their transpose. */
class LargerImagesTest {
    private static final int BATCH = 2;

    private static Stream<DataType> types() {
        return Stream.of(DataType.FLOAT, DataType.DOUBLE);
    }

    interface Pass {
        void run(Rig rig, Tensor x, Tensor y);
    }

    /** Whether forward is what its definition says, and the backward pass the definition's gradient. */
    private static void check(
            DataType type,
            int[] in,
            int[] out,
            double[] x,
            UnaryOperator<double[]> definition,
            Pass forward,
            Pass backward) {
        double[] expected = definition.apply(x);
        double[] dy = Rig.random(31, expected.length);
        try (Rig rig = new Rig(Rig.engine(type))) {
            Tensor input = rig.tensor(in);
            Tensor output = rig.tensor(out);
            Tensor dInput = rig.tensor(in);
            rig.batch(BATCH);
            rig.set(input, x);
            rig.set(output, Rig.random(32, expected.length)); // what was there must not show
            forward.run(rig, input, output);
            assertThat(Rig.error(rig.get(output), expected)).isLessThan(Rig.tolerance(type));
            rig.set(output, dy);
            backward.run(rig, output, dInput);
            // The maps are linear, so that differences are exact but for rounding.
            double[] gradient = Rig.differences(x, at -> Rig.dot(definition.apply(at), dy));
            assertThat(Rig.error(rig.get(dInput), gradient)).isLessThan(type == DataType.FLOAT ? 5e-5 : 1e-9);
        }
    }

    static Stream<Arguments> pads() {
        return types().flatMap(type -> Stream.of(
                Arguments.of(type, 1, 1, 1, 1), Arguments.of(type, 0, 2, 3, 0), Arguments.of(type, 0, 0, 0, 0)));
    }

    @ParameterizedTest
    @MethodSource("pads")
    void padsWithZeros(DataType type, int top, int bottom, int left, int right) {
        int c = 3;
        int h = 4;
        int w = 5;
        int oh = h + top + bottom;
        int ow = w + left + right;
        UnaryOperator<double[]> definition = x -> {
            double[] y = new double[BATCH * c * oh * ow];
            for (int i = 0; i < x.length; i++) {
                y[(i / (h * w) * oh + i / w % h + top) * ow + i % w + left] = x[i];
            }
            return y;
        };
        Pad2d op = Pad2d.of("pad1", "a.net:1:1", top, bottom, left, right);
        check(
                type,
                new int[] {c, h, w},
                new int[] {c, oh, ow},
                Rig.random(1, BATCH * c * h * w),
                definition,
                (rig, in, out) -> rig.engine.kernel(op).forward(in, out),
                (rig, dy, dx) -> rig.engine.kernel(op).backward(dy, dx));
    }

    static Stream<Arguments> upsamples() {
        return types().flatMap(type -> Stream.of(Mode.values())
                .flatMap(mode -> Stream.of(new int[][] {{1, 1}, {2, 2}, {3, 3}, {5, 5}, {1, 4}, {3, 2}})
                        .map(scale -> Arguments.of(type, mode, scale[0], scale[1]))));
    }

    @ParameterizedTest
    @MethodSource("upsamples")
    void upsamplesAsPyTorchDoes(DataType type, Mode mode, int rows, int columns) {
        for (int[] size : new int[][] {{4, 5}, {1, 3}, {2, 1}}) {
            int h = size[0];
            int w = size[1];
            Upsample2d op = Upsample2d.of("upsample1", "a.net:1:1", mode, rows, columns);
            check(
                    type,
                    new int[] {3, h, w},
                    new int[] {3, h * rows, w * columns},
                    Rig.random(2, BATCH * 3 * h * w),
                    x -> upsampled(op, x, h, w),
                    (rig, in, out) -> rig.engine.kernel(op).forward(in, out),
                    (rig, dy, dx) -> rig.engine.kernel(op).backward(dy, dx));
        }
    }

    private static double[] upsampled(Upsample2d op, double[] x, int h, int w) {
        int rows = h * op.scaleHeight();
        int columns = w * op.scaleWidth();
        double[] y = new double[x.length * op.scaleHeight() * op.scaleWidth()];
        for (int i = 0; i < y.length; i++) {
            int row = i / columns % rows;
            int column = i % columns;
            int image = i / columns / rows;
            if (op.mode() == Mode.NEAREST) {
                y[i] = x[(image * h + row / op.scaleHeight()) * w + column / op.scaleWidth()];
                continue;
            }
            double r = Math.min(Math.max((row + 0.5) / op.scaleHeight() - 0.5, 0), h - 1);
            double q = Math.min(Math.max((column + 0.5) / op.scaleWidth() - 0.5, 0), w - 1);
            for (int j = 0; j < h; j++) {
                for (int k = 0; k < w; k++) {
                    // a hat function around each pixel's center
                    double weight = Math.max(0, 1 - Math.abs(r - j)) * Math.max(0, 1 - Math.abs(q - k));
                    y[i] += weight * x[(image * h + j) * w + k];
                }
            }
        }
        return y;
    }

    @Test
    void bilinearUpsamplingHasTheValuesOfPyTorchsDocumentation() {
        // torch.nn.Upsample(scale_factor=2, mode='bilinear') of [[1, 2], [3, 4]]
        double[] expected = {
            1.00, 1.25, 1.75, 2.00, 1.50, 1.75, 2.25, 2.50, 2.50, 2.75, 3.25, 3.50, 3.00, 3.25, 3.75, 4.00
        };
        Upsample2d op = Upsample2d.of("upsample1", "a.net:1:1", Mode.BILINEAR, 2, 2);
        try (Rig rig = new Rig(Rig.FLOAT)) {
            Tensor x = rig.tensor(1, 2, 2);
            Tensor y = rig.tensor(1, 4, 4);
            rig.batch(1);
            rig.set(x, new double[] {1, 2, 3, 4});
            rig.engine.kernel(op).forward(x, y);
            assertThat(rig.get(y)).containsExactly(expected);
        }
    }

    static Stream<Arguments> transposed() {
        return types().flatMap(type -> Stream.of(
                Arguments.of(type, op(3, 3)),
                Arguments.of(type, op(2, 2).stride(2, 2)),
                Arguments.of(type, op(4, 4).stride(2, 2).pad(1, 1)),
                Arguments.of(type, op(3, 2).stride(2, 3).pad(1, 0).outputPad(1, 2)),
                Arguments.of(type, op(5, 5).stride(3, 3).pad(2, 2).outputPad(2, 2)),
                Arguments.of(type, op(2, 2).stride(3, 3)),
                Arguments.of(type, op(1, 1))));
    }

    private static ConvTranspose2d op(int height, int width) {
        return ConvTranspose2d.of("conv_transpose1", "a.net:1:1", height, width);
    }

    @ParameterizedTest
    @MethodSource("transposed")
    void convolvesTransposed(DataType type, ConvTranspose2d op) {
        int n = 2;
        int c = 3;
        int o = 2;
        int h = 4;
        int w = 5;
        int oh = (h - 1) * op.stride().height()
                - 2 * op.pad().height()
                + op.kernel().height()
                + op.outputPad().height();
        int ow = (w - 1) * op.stride().width()
                - 2 * op.pad().width()
                + op.kernel().width()
                + op.outputPad().width();
        double[] x = Rig.random(3, n * c * h * w);
        double[] weight =
                Rig.random(4, c * o * op.kernel().height() * op.kernel().width());
        double[] bias = Rig.random(5, o);
        double[] dy = Rig.random(6, n * o * oh * ow);
        try (Rig rig = new Rig(Rig.engine(type))) {
            Tensor input = rig.tensor(c, h, w);
            Tensor output = rig.tensor(o, oh, ow);
            Tensor dOutput = rig.tensor(o, oh, ow);
            Tensor dInput = rig.tensor(c, h, w);
            rig.batch(n);
            rig.set(input, x);
            rig.set(dOutput, dy);
            NdArray weights =
                    rig.array(weight, c, o, op.kernel().height(), op.kernel().width());
            NdArray biases = rig.array(bias, o);
            NdArray dWeights =
                    rig.array(weight, c, o, op.kernel().height(), op.kernel().width());
            NdArray dBiases = rig.array(bias, o);
            rig.engine.kernel(op).forward(input, weights, biases, output);
            Case all = new Case(op, n, c, o, h, w, oh, ow);
            assertThat(Rig.error(rig.get(output), all.forward(x, weight, bias))).isLessThan(Rig.tolerance(type));
            rig.engine.kernel(op).forward(input, weights, null, output);
            assertThat(Rig.error(rig.get(output), all.forward(x, weight, new double[o])))
                    .isLessThan(Rig.tolerance(type));

            rig.engine.kernel(op).backward(input, weights, dOutput, dInput, dWeights, dBiases);
            // The loss is linear in each argument, so that differences are exact but for rounding.
            double tolerance = type == DataType.FLOAT ? 5e-5 : 1e-9;
            assertThat(Rig.error(rig.get(dInput), Rig.differences(x, at -> Rig.dot(all.forward(at, weight, bias), dy))))
                    .isLessThan(tolerance);
            assertThat(Rig.error(
                            Rig.get(dWeights), Rig.differences(weight, at -> Rig.dot(all.forward(x, at, bias), dy))))
                    .isLessThan(tolerance);
            assertThat(Rig.error(
                            Rig.get(dBiases), Rig.differences(bias, at -> Rig.dot(all.forward(x, weight, at), dy))))
                    .isLessThan(tolerance);
            double[] before = Rig.get(dWeights);
            rig.engine.kernel(op).backward(input, weights, dOutput, null, dWeights, null);
            assertThat(Rig.get(dWeights)).isEqualTo(before);
        }
    }

    /** The definition: every value of x adds the kernel to a window of y. */
    private record Case(ConvTranspose2d op, int n, int c, int o, int h, int w, int oh, int ow) {
        double[] forward(double[] x, double[] weight, double[] bias) {
            double[] y = new double[n * o * oh * ow];
            for (int i = 0; i < y.length; i++) {
                y[i] = bias[i / (oh * ow) % o];
            }
            int kh = op.kernel().height();
            int kw = op.kernel().width();
            for (int at = 0; at < x.length; at++) {
                int channel = at / (h * w) % c;
                int example = at / (h * w) / c;
                for (int k = 0; k < o * kh * kw; k++) {
                    int row = at / w % h * op.stride().height() - op.pad().height() + k / kw % kh;
                    int column = at % w * op.stride().width() - op.pad().width() + k % kw;
                    if (row >= 0 && row < oh && column >= 0 && column < ow) {
                        y[((example * o + k / kw / kh) * oh + row) * ow + column] +=
                                x[at] * weight[channel * o * kh * kw + k];
                    }
                }
            }
            return y;
        }
    }
}
