package org.netloom.compiler.internal.builtin;

import static org.netloom.compiler.layer.Parameter.pair;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.internal.arithmetic.Sizes;
import org.netloom.compiler.layer.Code;
import org.netloom.compiler.layer.Constant;
import org.netloom.compiler.layer.Operator;
import org.netloom.compiler.layer.Pair;
import org.netloom.compiler.layer.Parameter;
import org.netloom.compiler.layer.Shape;
import org.netloom.compiler.layer.ShapeRule;
import org.netloom.compiler.layer.Signature;
import org.netloom.compiler.layer.Use;
import org.netloom.op.Upsample2d;

/**
 * An image with {@code scale} times as many rows and columns: each value repeated, or linear between the centers of the
 * pixels (PyTorch's {@code Upsample} with {@code align_corners=False}).
 */
public final class Upsample implements Operator {
    private static final Parameter<Pair> SCALE = pair("scale", "how many times as many rows and columns")
            .atLeast(1)
            .alsoCalled("scale_factor", "factor", "size");
    private static final Parameter<String> MODE = Parameter.word(
                    "mode", "nearest repeats each value, bilinear lies between its neighbors", "nearest", "bilinear")
            .orElse("nearest")
            .alsoCalled("interpolation");

    private static final Signature SIGNATURE = Signature.of(
                    "upsample", "The image with scale times as many rows and columns.")
            .parameters(SCALE, MODE)
            .formula(
                    "nearest: y[c, i, j] = x[c, i / scale, j / scale], rounded down\n"
                            + "bilinear: x at ((i + 1/2) / scale - 1/2, (j + 1/2) / scale - 1/2), linear between neighbors",
                    "PyTorch's Upsample with align_corners=False")
            .example(
                    "input(2, 3, 4) conv(3, 2) upsample(2) upsample(3, bilinear) conv(1, 5, stride=3) flatten dense(3)")
            .alsoCalled("upsampling", "upsampling2d", "interpolate", "resize");

    @Override
    public Signature signature() {
        return SIGNATURE;
    }

    @Override
    public @Nullable Shape shape(ShapeRule rule) {
        Shape.Image in = rule.image();
        Pair scale = rule.get(SCALE);
        return in == null
                ? null
                : rule.image(
                        in.channels(),
                        Sizes.times(in.height(), scale.height()),
                        Sizes.times(in.width(), scale.width()));
    }

    /** Nothing where values are repeated; otherwise four products and three sums. */
    @Override
    public long flops(Use use) {
        return use.get(MODE).equals("nearest") ? 0 : Sizes.times(7, use.out().size());
    }

    @Override
    public boolean changesNothing(Use use) {
        return use.get(SCALE).is(1);
    }

    /** {@code Upsample2d.of("upsample1", "unet.net:9:3", Upsample2d.Mode.NEAREST, 2, 2)}. */
    @Override
    public Constant constant(Use use) {
        Upsample2d.Mode mode = Upsample2d.Mode.valueOf(use.get(MODE).toUpperCase(Locale.ROOT));
        Pair scale = use.get(SCALE);
        return Constant.of(Upsample2d.class, mode, scale.height(), scale.width());
    }

    @Override
    public void forward(Code code) {
        code.step("forward", code.x(), code.y());
    }

    @Override
    public void backward(Code code) {
        // Each value gets the dy of those that it went into, weighted as it was there
        code.step("backward", code.dy(), code.dx());
    }
}
