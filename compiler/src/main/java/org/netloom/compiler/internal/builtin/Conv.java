package org.netloom.compiler.internal.builtin;

import static org.netloom.compiler.layer.Parameter.integer;
import static org.netloom.compiler.layer.Parameter.pair;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
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
import org.netloom.op.Conv2d;

/** Two-dimensional cross-correlation, as deep learning calls convolution. */
public final class Conv implements Operator {
    private static final Parameter<Integer> CHANNELS =
            integer("channels", "channels of the output").atLeast(1).alsoCalled("filters", "out_channels", "out");
    public static final Parameter<Pair> KERNEL =
            pair("kernel", "rows and columns of the window").atLeast(1).alsoCalled("kernel_size", "k", "size");
    public static final Parameter<Pair> STRIDE = pair("stride", "from one window to the next")
            .atLeast(1)
            .orElse(Pair.of(1))
            .alsoCalled("strides", "s")
            .named();
    public static final Parameter<Pair> PAD = pair("pad", "rows and columns of zeros around the image")
            .atLeast(0)
            .orElse(Pair.of(0))
            .alsoCalled("padding", "p")
            .named();
    public static final Parameter<Pair> DILATION = pair("dilation", "from one element of the window to the next")
            .atLeast(1)
            .orElse(Pair.of(1))
            .alsoCalled("dilation_rate")
            .named();
    private static final Parameter<Integer> GROUPS = integer(
                    "groups", "into how many parts the channels are split, each with its own weights")
            .atLeast(1)
            .orElse(1)
            .named();
    private static final Parameter<String> ALGORITHM = Parameter.word(
                    "algorithm",
                    "how the vector engine computes it, in other times and roundings: direct sums over the window, winograd2 and winograd4 work on tiles of 2x2 and 4x4 outputs, auto takes the faster of direct and winograd2",
                    "auto",
                    "direct",
                    "winograd2",
                    "winograd4")
            .orElse("auto")
            .named();

    private static final Signature SIGNATURE = Signature.of(
                    "conv", "Slides a window of weights over an image; each output channel has its own.")
            .parameters(
                    CHANNELS,
                    KERNEL,
                    STRIDE,
                    PAD,
                    DILATION,
                    GROUPS,
                    Bias.PARAMETER,
                    ALGORITHM,
                    BuiltInInitializers.PARAMETER)
            .formula(
                    "y[o, i, j] = b[o] + sum over c, u, v of w[o, c, u, v] * x[c, i * stride + u * dilation - pad, j * stride + v * dilation - pad]\n"
                            + "H' = (H + 2 * pad - dilation * (kernel - 1) - 1) / stride + 1, rounded down; W' alike",
                    "Dumoulin and Visin, 2016, A guide to convolution arithmetic for deep learning")
            .example(
                    "input(2, 9, 8) conv(4, 3, stride=2, pad=1) conv(6, 2, dilation=2, groups=2) conv(3, (2, 1)) flatten dense(3)")
            .alsoCalled("conv2d", "convolution", "convolution2d")
            .surplus("in channels follow from the input: write conv({2}, {3}), or stride={3}")
            .hint("in_channels", "in channels follow from the input: leave it out")
            .hint("activation", Habits.ACTIVATION);

    @Override
    public Signature signature() {
        return SIGNATURE;
    }

    @Override
    public @Nullable Shape shape(ShapeRule rule) {
        Shape.Image in = rule.image();
        if (in == null || !groupsDivide(rule, in.channels()) || !algorithmSuits(rule)) {
            return null;
        }
        Pair kernel = rule.get(KERNEL);
        ImageWindow window = new ImageWindow(kernel, rule.get(STRIDE), rule.get(PAD), rule.get(DILATION));
        if (!window.fits(in)) {
            window.reportTooLarge(rule, KERNEL, in, window.padThatKeeps(in));
            return null;
        }
        Pair pad = rule.get(PAD);
        if (!rule.fitsPadded(PAD, in.channels(), in.height() + 2L * pad.height(), in.width() + 2L * pad.width())) {
            return null;
        }
        if (Sizes.product(rule.get(CHANNELS), in.channels() / rule.get(GROUPS), kernel.height(), kernel.width())
                > Sizes.LIMIT) {
            rule.error(
                    "shape.too-many-weights",
                    CHANNELS,
                    String.format(
                            Locale.ROOT,
                            "%s channels of %sx%s weights each are more than the %,d that one array can hold",
                            rule.get(CHANNELS),
                            in.channels() / rule.get(GROUPS),
                            kernel.by(),
                            Sizes.LIMIT),
                    null);
            return null;
        }
        return rule.image(rule.get(CHANNELS), window.rows(in), window.columns(in));
    }

    private static boolean groupsDivide(ShapeRule rule, int in) {
        int groups = rule.get(GROUPS);
        int out = rule.get(CHANNELS);
        if (in % groups == 0 && out % groups == 0) {
            return true;
        }
        String ways = Sizes.divisors(in, out, 12).stream().map(String::valueOf).collect(Collectors.joining(", "));
        rule.error(
                "shape.groups",
                GROUPS,
                "groups=%s does not divide both the %s input channels and the %s output channels"
                        .formatted(groups, in, out),
                "both are divisible by " + ways);
        return false;
    }

    private static boolean algorithmSuits(ShapeRule rule) {
        String algorithm = rule.get(ALGORITHM);
        if (!algorithm.startsWith("winograd")) {
            return true;
        }
        List<String> others = new ArrayList<>();
        others(others, rule, KERNEL, Pair.of(3));
        others(others, rule, STRIDE, Pair.of(1));
        others(others, rule, DILATION, Pair.of(1));
        others(others, rule, GROUPS, 1);
        if (others.isEmpty()) {
            return true;
        }
        rule.error(
                "argument.algorithm",
                ALGORITHM,
                "%s computes kernel=3 with stride=1, dilation=1 and groups=1, not %s"
                        .formatted(algorithm, String.join(" and ", others)),
                "algorithm=direct computes any, and auto what is faster");
        return false;
    }

    private static <T> void others(List<String> others, ShapeRule rule, Parameter<T> parameter, T needed) {
        T value = rule.get(parameter);
        if (!value.equals(needed)) {
            others.add(parameter.name() + "=" + value);
        }
    }

    /** Its numbers and its algorithm at one place of a network. */
    public record Settings(
            Shape.Image in,
            int channels,
            Pair kernel,
            Pair stride,
            Pair pad,
            Pair dilation,
            int groups,
            String algorithm) {}

    public static Settings settings(Use use) {
        return new Settings(
                (Shape.Image) use.input(),
                use.get(CHANNELS),
                use.get(KERNEL),
                use.get(STRIDE),
                use.get(PAD),
                use.get(DILATION),
                use.get(GROUPS),
                use.get(ALGORITHM));
    }

    /** weight [channels, in/groups, kernel height, kernel width], bias [channels]. */
    @Override
    public List<Weight> weights(Use use) {
        Pair kernel = use.get(KERNEL);
        int channels = use.get(CHANNELS);
        int in = ((Shape.Image) use.input()).channels() / use.get(GROUPS);
        List<Weight> weights = new ArrayList<>();
        weights.add(Weight.of("weight", Weight.Role.WEIGHT, channels, in, kernel.height(), kernel.width())
                .startingWith(BuiltInInitializers.of(use)));
        if (use.get(Bias.PARAMETER)) {
            weights.add(Weight.of("bias", Weight.Role.BIAS, channels));
        }
        return weights;
    }

    /** A multiplication and an addition for each weight of a window. */
    @Override
    public long flops(Use use) {
        Pair kernel = use.get(KERNEL);
        long window = Sizes.product(
                ((Shape.Image) use.input()).channels() / use.get(GROUPS), kernel.height(), kernel.width());
        return Sizes.product(use.out().size(), 2, window);
    }

    @Override
    public boolean takesScaleAndShift() {
        return true;
    }

    @Override
    public Constant constant(Use use) {
        Pair kernel = use.get(KERNEL);
        ImageWindow window = new ImageWindow(kernel, use.get(STRIDE), use.get(PAD), use.get(DILATION));
        return Constant.of(Conv2d.class, kernel.height(), kernel.width())
                .withBothAxes("stride", window.strideWithin((Shape.Image) use.input()), Pair.of(1))
                .withBothAxes("pad", use.get(PAD), Pair.of(0))
                .withBothAxes("dilation", window.dilationWithin(), Pair.of(1))
                .with("groups", use.get(GROUPS), 1)
                .with("algorithm", algorithm(use.get(ALGORITHM)), Conv2d.Algorithm.AUTO);
    }

    private static Conv2d.Algorithm algorithm(String word) {
        return Conv2d.Algorithm.valueOf(word.toUpperCase(Locale.ROOT));
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
        // dx: dy correlated with the turned weights; dWeight: x correlated with dy; dBias: dy summed over places
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
