package org.netloom.compiler.internal.builtin;

import static org.netloom.compiler.layer.Parameter.pair;

import org.jspecify.annotations.Nullable;
import org.netloom.compiler.internal.arithmetic.Sizes;
import org.netloom.compiler.layer.Constant;
import org.netloom.compiler.layer.Pair;
import org.netloom.compiler.layer.Parameter;
import org.netloom.compiler.layer.Shape;
import org.netloom.compiler.layer.ShapeRule;
import org.netloom.compiler.layer.Use;
import org.netloom.op.Pool2d;

/** What maxpool and avgpool have in common: their window. */
public final class Pooling {
    public static final Parameter<Pair> KERNEL = pair("kernel", "rows and columns of the window")
            .atLeast(1)
            .alsoCalled("kernel_size", "pool_size", "size", "k");
    public static final Parameter<Pair> STRIDE = pair("stride", "from one window to the next")
            .atLeast(1)
            .orElse(KERNEL)
            .alsoCalled("strides", "s")
            .named();
    public static final Parameter<Pair> PAD = pair("pad", "rows and columns added around the image")
            .atLeast(0)
            .orElse(Pair.of(0))
            .alsoCalled("padding", "p")
            .named();

    private Pooling() {}

    /** The image with as many rows and columns as the window has places, rounded down. */
    static @Nullable Shape shape(ShapeRule rule) {
        Shape.Image in = rule.image();
        if (in == null) {
            return null;
        }
        Pair kernel = rule.get(KERNEL);
        Pair pad = rule.get(PAD);
        if (pad.height() > kernel.height() / 2 || pad.width() > kernel.width() / 2) {
            rule.error(
                    "shape.pad-too-large",
                    PAD,
                    "pad=%s is more than half of the %s window, so that a window could lie in the padding alone"
                            .formatted(pad, kernel.by()),
                    "pad can be %s here".formatted(most(kernel.map(size -> size / 2))));
            return null;
        }
        ImageWindow window = new ImageWindow(kernel, rule.get(STRIDE), pad, Pair.of(1));
        if (!window.fits(in)) {
            Pair largest = kernel.square()
                    ? Pair.of(Math.min(in.height(), in.width()))
                    : new Pair(Math.min(kernel.height(), in.height()), Math.min(kernel.width(), in.width()));
            window.reportTooLarge(
                    rule, KERNEL, in, "a %s window is the largest that fits without padding".formatted(largest.by()));
            return null;
        }
        if (!rule.fitsPadded(PAD, in.channels(), in.height() + 2L * pad.height(), in.width() + 2L * pad.width())) {
            return null;
        }
        return rule.image(in.channels(), window.rows(in), window.columns(in));
    }

    /** {@code 0 to 2}, {@code (0, 0) to (2, 1)}. */
    private static String most(Pair most) {
        return most.square() ? "0 to " + most : "(0, 0) to " + most;
    }

    /** A window of one value that passes every place. */
    static boolean changesNothing(Use use) {
        return use.get(KERNEL).is(1) && use.input().equals(use.out());
    }

    /** One for each element of each window. */
    static long flops(Use use) {
        Pair kernel = use.get(KERNEL);
        return Sizes.product(use.out().size(), kernel.height(), kernel.width());
    }

    /** {@code Pool2d.of("maxpool1", "lenet.net:4:25", Pool2d.Kind.MAX, 2, 2)}. */
    static Constant constant(Use use, Pool2d.Kind kind) {
        Pair kernel = use.get(KERNEL);
        ImageWindow window = new ImageWindow(kernel, use.get(STRIDE), use.get(PAD), Pair.of(1));
        return Constant.of(Pool2d.class, kind, kernel.height(), kernel.width())
                .withBothAxes("stride", window.strideWithin((Shape.Image) use.input()), kernel)
                .withBothAxes("pad", use.get(PAD), Pair.of(0));
    }
}
