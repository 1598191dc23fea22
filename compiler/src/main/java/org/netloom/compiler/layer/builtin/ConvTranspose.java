package org.netloom.compiler.layer.builtin;

import static org.netloom.compiler.layer.Parameter.integer;

import com.palantir.javapoet.CodeBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.layer.Code;
import org.netloom.compiler.layer.Constant;
import org.netloom.compiler.layer.NewWeights;
import org.netloom.compiler.layer.Operator;
import org.netloom.compiler.layer.Parameter;
import org.netloom.compiler.layer.RuntimeNames;
import org.netloom.compiler.layer.Shape;
import org.netloom.compiler.layer.ShapeRule;
import org.netloom.compiler.layer.Signature;
import org.netloom.compiler.layer.Sizes;
import org.netloom.compiler.layer.Use;
import org.netloom.compiler.layer.Weight;
import org.netloom.compiler.layer.WeightCode;

/**
 * The transpose of a convolution, also called deconvolution (Zeiler et al., 2010): each value adds the kernel, times
 * itself, to a window of the output, so that a stride makes the image larger.
 */
public final class ConvTranspose implements Operator {
    private static final Parameter<Integer> CHANNELS =
            integer("channels", "channels of the output").atLeast(1).alsoCalled("filters", "out_channels", "out");
    private static final Parameter<Integer> KERNEL =
            integer("kernel", "rows and columns of the window").atLeast(1).alsoCalled("kernel_size", "k", "size");
    private static final Parameter<Integer> STRIDE = integer("stride", "from one window to the next in the output")
            .atLeast(1)
            .orElse(1)
            .alsoCalled("strides", "s");
    private static final Parameter<Integer> PAD = integer("pad", "rows and columns that are cut off all around")
            .atLeast(0)
            .orElse(0)
            .alsoCalled("padding", "p");
    private static final Parameter<Integer> OUTPUT_PAD = integer(
                    "output_pad", "rows and columns that are added below and to the right, fewer than the stride")
            .atLeast(0)
            .orElse(0)
            .alsoCalled("output_padding");

    private static final Signature SIGNATURE = Signature.of(
                    "conv_transpose", "The transpose of a convolution: with a stride it makes the image larger.")
            .parameters(CHANNELS, KERNEL, STRIDE, PAD, OUTPUT_PAD, Bias.PARAMETER)
            .formula(
                    "y[o, i * stride + u - pad, j * stride + v - pad] += w[c, o, u, v] * x[c, i, j], and b[o] to all\n"
                            + "H' = (H - 1) * stride - 2 * pad + kernel + output_pad; W' alike",
                    "Dumoulin and Visin, 2016, A guide to convolution arithmetic for deep learning, chapter 4")
            .example("input(2, 3, 4) conv_transpose(3, 2, stride=2)"
                    + " conv_transpose(2, 3, stride=2, pad=1, output_pad=1, bias=false) flatten dense(3)")
            .alsoCalled("convtranspose2d", "conv2dtranspose", "deconv", "deconvolution", "transposed_conv", "upconv");

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
        int stride = rule.get(STRIDE);
        int more = rule.get(OUTPUT_PAD);
        if (more >= stride) {
            rule.error(
                    "shape.output-pad-too-large",
                    OUTPUT_PAD,
                    String.format(
                            Locale.ROOT,
                            "output_pad=%d is not less than the stride %d, so that no value would reach its last row",
                            more,
                            stride),
                    stride == 1
                            ? "it belongs to a stride above 1"
                            : String.format(Locale.ROOT, "output_pad can be 0 to %d here", stride - 1));
            return null;
        }
        long height = size(rule, in.height());
        long width = size(rule, in.width());
        if (height < 1 || width < 1) {
            long least = Math.min(height, width) + 2L * rule.get(PAD);
            rule.error(
                    "shape.pad-too-large",
                    PAD,
                    String.format(
                            Locale.ROOT,
                            "pad=%d cuts everything off: nothing is left of %dx%d",
                            rule.get(PAD),
                            height + 2L * rule.get(PAD),
                            width + 2L * rule.get(PAD)),
                    String.format(Locale.ROOT, "pad can be 0 to %d here", (least - 1) / 2));
            return null;
        }
        if (Sizes.product(in.channels(), rule.get(CHANNELS), rule.get(KERNEL), rule.get(KERNEL)) > Sizes.LIMIT) {
            rule.error(
                    "shape.too-many-weights",
                    CHANNELS,
                    String.format(
                            Locale.ROOT,
                            "%d channels of %dx%dx%d weights each are more than the %,d that one array can hold",
                            rule.get(CHANNELS),
                            in.channels(),
                            rule.get(KERNEL),
                            rule.get(KERNEL),
                            Sizes.LIMIT),
                    null);
            return null;
        }
        return rule.image(rule.get(CHANNELS), height, width);
    }

    /** {@code (in - 1) stride - 2 pad + kernel + output_pad}. */
    private static long size(ShapeRule rule, int in) {
        return (in - 1L) * rule.get(STRIDE) - 2L * rule.get(PAD) + rule.get(KERNEL) + rule.get(OUTPUT_PAD);
    }

    /** weight [in, channels, kernel, kernel], bias [channels]. */
    @Override
    public List<Weight> weights(Use use) {
        int in = ((Shape.Image) use.input()).channels();
        List<Weight> weights = new ArrayList<>();
        weights.add(Weight.of("weight", Weight.Role.WEIGHT, in, use.get(CHANNELS), use.get(KERNEL), use.get(KERNEL)));
        if (use.get(Bias.PARAMETER)) {
            weights.add(Weight.of("bias", Weight.Role.BIAS, use.get(CHANNELS)));
        }
        return weights;
    }

    /** A multiplication and an addition for each input value and each weight that it meets. */
    @Override
    public long flops(Use use) {
        return Sizes.product(use.input().size(), 2, use.get(CHANNELS), use.get(KERNEL), use.get(KERNEL));
    }

    @Override
    public Constant constant(Use use, CodeBlock site) {
        int kernel = use.get(KERNEL);
        return Constant.of(RuntimeNames.CONV_TRANSPOSE2D, site, kernel, kernel)
                .withBothAxes("stride", use.get(STRIDE), 1)
                .withBothAxes("pad", use.get(PAD), 0)
                .withBothAxes("outputPad", use.get(OUTPUT_PAD), 0);
    }

    @Override
    public NewWeights newWeights(Use use, WeightCode code) {
        return NewWeights.of(RuntimeNames.CONV_WEIGHTS, code.parameter("weight"), code.parameter("bias"));
    }

    @Override
    public void forward(Code code) {
        code.engine("convTranspose2d", code.op(), code.x(), code.weight("weight"), code.weight("bias"), code.y());
    }

    @Override
    public void backward(Code code) {
        // dx: dy correlated with the weights, a plain convolution; dBias: dy summed over places
        code.engine(
                "convTranspose2dBackward",
                code.op(),
                code.x(),
                code.weight("weight"),
                code.dy(),
                code.dx(),
                code.gradient("weight"),
                code.gradient("bias"));
    }
}
