package org.netloom.compiler.internal.builtin;

import static org.netloom.compiler.layer.Parameter.integer;
import static org.netloom.compiler.layer.Parameter.pair;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.internal.arithmetic.Sizes;
import org.netloom.compiler.layer.Code;
import org.netloom.compiler.layer.Constant;
import org.netloom.compiler.layer.NewWeights;
import org.netloom.compiler.layer.Operator;
import org.netloom.compiler.layer.Pair;
import org.netloom.compiler.layer.Parameter;
import org.netloom.compiler.layer.Shape;
import org.netloom.compiler.layer.ShapeRule;
import org.netloom.compiler.layer.Signature;
import org.netloom.compiler.layer.Use;
import org.netloom.compiler.layer.Weight;
import org.netloom.op.ConvTranspose2d;

/**
 * The transpose of a convolution, also called deconvolution (Zeiler et al., 2010): each value adds the kernel, times
 * itself, to a window of the output, so that a stride makes the image larger.
 */
public final class ConvTranspose implements Operator {
    private static final Parameter<Integer> CHANNELS =
            integer("channels", "channels of the output").atLeast(1).alsoCalled("filters", "out_channels", "out");
    public static final Parameter<Pair> KERNEL =
            pair("kernel", "rows and columns of the window").atLeast(1).alsoCalled("kernel_size", "k", "size");
    public static final Parameter<Pair> STRIDE = pair("stride", "from one window to the next in the output")
            .atLeast(1)
            .orElse(Pair.of(1))
            .alsoCalled("strides", "s")
            .named();
    private static final Parameter<Pair> PAD = pair("pad", "rows and columns that are cut off all around")
            .atLeast(0)
            .orElse(Pair.of(0))
            .alsoCalled("padding", "p")
            .named();
    private static final Parameter<Pair> OUTPUT_PAD = pair(
                    "output_pad", "rows and columns that are added below and to the right, fewer than the stride")
            .atLeast(0)
            .orElse(Pair.of(0))
            .alsoCalled("output_padding")
            .named();

    private static final Signature SIGNATURE = Signature.of(
                    "conv_transpose", "The transpose of a convolution: with a stride it makes the image larger.")
            .parameters(CHANNELS, KERNEL, STRIDE, PAD, OUTPUT_PAD, Bias.PARAMETER, BuiltInInitializers.PARAMETER)
            .formula(
                    "y[o, i * stride + u - pad, j * stride + v - pad] += w[c, o, u, v] * x[c, i, j], and b[o] to all\n"
                            + "H' = (H - 1) * stride - 2 * pad + kernel + output_pad; W' alike",
                    "Dumoulin and Visin, 2016, A guide to convolution arithmetic for deep learning, chapter 4")
            .example("input(2, 3, 4) conv_transpose(3, 2, stride=2)"
                    + " conv_transpose(2, 3, stride=2, pad=1, output_pad=1, bias=false)"
                    + " conv_transpose(2, (1, 3), stride=(2, 1), pad=(0, 1)) flatten dense(3)")
            .alsoCalled("convtranspose2d", "conv2dtranspose", "deconv", "deconvolution", "transposed_conv", "upconv")
            .surplus("in channels follow from the input: write conv_transpose({2}, {3}), or stride={3}")
            .hint("in_channels", "in channels follow from the input: leave it out")
            .hint("activation", Habits.ACTIVATION);

    @Override
    public Signature signature() {
        return SIGNATURE;
    }

    @Override
    public @Nullable Shape shape(ShapeRule rule) {
        Shape.Image in = rule.image();
        if (in == null) {
            return null;
        }
        if (!outputPadSuits(rule)) {
            return null;
        }
        Pair kernel = rule.get(KERNEL);
        Pair pad = rule.get(PAD);
        long wholeHeight = whole(in.height(), rule, Pair::height);
        long wholeWidth = whole(in.width(), rule, Pair::width);
        long height = wholeHeight - 2L * pad.height();
        long width = wholeWidth - 2L * pad.width();
        if (height < 1 || width < 1) {
            long rows = (wholeHeight - 1) / 2;
            long columns = (wholeWidth - 1) / 2;
            String most = pad.square() ? String.valueOf(Math.min(rows, columns)) : Pair.text(rows, columns);
            rule.error(
                    "shape.pad-too-large",
                    PAD,
                    "pad=%s cuts everything off: nothing is left of %sx%s".formatted(pad, wholeHeight, wholeWidth),
                    "pad can be %s to %s here".formatted(most.startsWith("(") ? "(0, 0)" : "0", most));
            return null;
        }
        if (Sizes.product(in.channels(), rule.get(CHANNELS), kernel.height(), kernel.width()) > Sizes.LIMIT) {
            rule.error(
                    "shape.too-many-weights",
                    CHANNELS,
                    String.format(
                            Locale.ROOT,
                            "%s channels of %sx%s weights each are more than the %,d that one array can hold",
                            rule.get(CHANNELS),
                            in.channels(),
                            kernel.by(),
                            Sizes.LIMIT),
                    null);
            return null;
        }
        return rule.fitsPadded(PAD, rule.get(CHANNELS), wholeHeight, wholeWidth)
                ? rule.image(rule.get(CHANNELS), height, width)
                : null;
    }

    private static boolean outputPadSuits(ShapeRule rule) {
        Pair stride = rule.get(STRIDE);
        Pair more = rule.get(OUTPUT_PAD);
        if (more.height() < stride.height() && more.width() < stride.width()) {
            return true;
        }
        String line = more.height() < stride.height() ? "column" : "row";
        rule.error(
                "shape.output-pad-too-large",
                OUTPUT_PAD,
                "output_pad=%s is not less than the stride %s, so that no value would reach its last %s"
                        .formatted(more, stride, line),
                stride.is(1)
                        ? "it belongs to a stride above 1"
                        : "output_pad can be %s to %s here"
                                .formatted(stride.square() ? "0" : "(0, 0)", stride.map(size -> size - 1)));
        return false;
    }

    /** Along one axis, before anything is cut off: {@code (in - 1) stride + kernel + output_pad}. */
    private static long whole(int in, ShapeRule rule, ToIntFunction<Pair> axis) {
        return (in - 1L) * axis.applyAsInt(rule.get(STRIDE))
                + axis.applyAsInt(rule.get(KERNEL))
                + axis.applyAsInt(rule.get(OUTPUT_PAD));
    }

    /** weight [in, channels, kernel height, kernel width], bias [channels]. */
    @Override
    public List<Weight> weights(Use use) {
        Pair kernel = use.get(KERNEL);
        int in = ((Shape.Image) use.input()).channels();
        List<Weight> weights = new ArrayList<>();
        weights.add(Weight.of("weight", Weight.Role.WEIGHT, in, use.get(CHANNELS), kernel.height(), kernel.width())
                .startingWith(BuiltInInitializers.of(use)));
        if (use.get(Bias.PARAMETER)) {
            weights.add(Weight.of("bias", Weight.Role.BIAS, use.get(CHANNELS)));
        }
        return weights;
    }

    /** A multiplication and an addition for each input value and each weight that it meets. */
    @Override
    public long flops(Use use) {
        Pair kernel = use.get(KERNEL);
        return Sizes.product(use.input().size(), 2, use.get(CHANNELS), kernel.height(), kernel.width());
    }

    @Override
    public Constant constant(Use use) {
        Pair kernel = use.get(KERNEL);
        return Constant.of(ConvTranspose2d.class, kernel.height(), kernel.width())
                .withBothAxes("stride", stride(use), Pair.of(1))
                .withBothAxes("pad", use.get(PAD), Pair.of(0))
                .withBothAxes("outputPad", use.get(OUTPUT_PAD), Pair.of(0));
    }

    /** From a single row or column no stride leads anywhere, and engines count places in ints. */
    private static Pair stride(Use use) {
        Shape.Image in = (Shape.Image) use.input();
        Pair stride = use.get(STRIDE);
        Pair least = use.get(OUTPUT_PAD).map(size -> size + 1);
        return new Pair(
                in.height() == 1 ? Math.min(stride.height(), least.height()) : stride.height(),
                in.width() == 1 ? Math.min(stride.width(), least.width()) : stride.width());
    }

    @Override
    public NewWeights newWeights(Use use) {
        return NewWeights.of(RuntimeNames.CONV_WEIGHTS, "weight", "bias");
    }

    @Override
    public void forward(Code code) {
        code.step("forward", code.x(), code.weight("weight"), code.weight("bias"), code.y());
    }

    @Override
    public void backward(Code code) {
        // dx: dy correlated with the weights, a plain convolution; dBias: dy summed over places
        code.step(
                "backward",
                code.x(),
                code.weight("weight"),
                code.dy(),
                code.dx(),
                code.gradient("weight"),
                code.gradient("bias"));
    }
}
