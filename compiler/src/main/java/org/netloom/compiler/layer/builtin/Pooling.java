package org.netloom.compiler.layer.builtin;

import static org.netloom.compiler.layer.Parameter.integer;

import com.palantir.javapoet.CodeBlock;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.layer.Constant;
import org.netloom.compiler.layer.Parameter;
import org.netloom.compiler.layer.RuntimeNames;
import org.netloom.compiler.layer.Shape;
import org.netloom.compiler.layer.ShapeRule;
import org.netloom.compiler.layer.Sizes;
import org.netloom.compiler.layer.Use;

/** What maxpool and avgpool have in common: their window. */
public final class Pooling {
    public static final Parameter<Integer> KERNEL = integer("kernel", "rows and columns of the window")
            .atLeast(1)
            .alsoCalled("kernel_size", "pool_size", "size", "k");
    public static final Parameter<Integer> STRIDE = integer("stride", "from one window to the next")
            .atLeast(1)
            .orElse(KERNEL)
            .alsoCalled("strides", "s");
    public static final Parameter<Integer> PAD = integer("pad", "rows and columns added around the image")
            .atLeast(0)
            .orElse(0)
            .alsoCalled("padding", "p");

    private Pooling() {}

    /** The image with as many rows and columns as the window has places, rounded down. */
    static @Nullable Shape shape(ShapeRule rule) {
        Shape.Image in = rule.image();
        if (in == null) {
            return null;
        }
        int kernel = rule.get(KERNEL);
        int pad = rule.get(PAD);
        if (pad > kernel / 2) {
            rule.error(
                    "shape.pad-too-large",
                    PAD,
                    String.format(
                            Locale.ROOT,
                            "pad=%d is more than half of the %dx%d window, so that a window could lie in the padding alone",
                            pad,
                            kernel,
                            kernel),
                    String.format(Locale.ROOT, "pad can be 0 to %d here", kernel / 2));
            return null;
        }
        SquareWindow window = new SquareWindow(kernel, rule.get(STRIDE), pad, 1);
        if (!window.fits(in)) {
            int most = Math.min(in.height(), in.width());
            window.reportTooLarge(
                    rule,
                    KERNEL,
                    in,
                    String.format(Locale.ROOT, "a %dx%d window is the largest that fits without padding", most, most));
            return null;
        }
        return rule.image(in.channels(), window.rows(in), window.columns(in));
    }

    /** A window of one value that passes every place. */
    static boolean changesNothing(Use use) {
        return use.get(KERNEL) == 1 && use.input().equals(use.out());
    }

    /** One for each element of each window. */
    static long flops(Use use) {
        return Sizes.product(use.out().size(), use.get(KERNEL), use.get(KERNEL));
    }

    /** {@code Pool2d.of("maxpool1", "lenet.net:4:25", Pool2d.Kind.MAX, 2, 2)}. */
    static Constant constant(Use use, CodeBlock site, String kind) {
        int kernel = use.get(KERNEL);
        return Constant.of(
                        RuntimeNames.POOL2D, site, CodeBlock.of("$T.$L", RuntimeNames.POOL_KIND, kind), kernel, kernel)
                .withBothAxes("stride", use.get(STRIDE), kernel)
                .withBothAxes("pad", use.get(PAD), 0);
    }
}
