package org.netloom.compiler.internal.builtin;

import static org.netloom.compiler.layer.Parameter.integer;

import org.jspecify.annotations.Nullable;
import org.netloom.compiler.internal.arithmetic.Sizes;
import org.netloom.compiler.layer.Code;
import org.netloom.compiler.layer.Constant;
import org.netloom.compiler.layer.Operator;
import org.netloom.compiler.layer.Parameter;
import org.netloom.compiler.layer.Shape;
import org.netloom.compiler.layer.ShapeRule;
import org.netloom.compiler.layer.Signature;
import org.netloom.compiler.layer.Use;
import org.netloom.op.Pad2d;

/**
 * Rows and columns of zeros around an image; {@code conv} and the poolings have a {@code pad} of their own, this one may
 * differ from side to side.
 */
public final class Pad implements Operator {
    private static final Parameter<Integer> TOP = integer(
                    "top", "rows above, and on the other sides unless they are given")
            .atLeast(0)
            .alsoCalled("p", "pad");
    private static final Parameter<Integer> BOTTOM =
            integer("bottom", "rows below").atLeast(0).orElse(TOP).named();
    private static final Parameter<Integer> LEFT =
            integer("left", "columns to the left").atLeast(0).orElse(TOP).named();
    private static final Parameter<Integer> RIGHT =
            integer("right", "columns to the right").atLeast(0).orElse(LEFT).named();

    private static final Signature SIGNATURE = Signature.of(
                    "pad",
                    "Rows and columns of zeros around the image: pad(1) on every side, pad(0, bottom=1, right=1) below and to the right.")
            .parameters(TOP, BOTTOM, LEFT, RIGHT)
            .formula(
                    "y[c, i, j] = x[c, i - top, j - left], 0 outside\n"
                            + "H' = H + top + bottom, W' = W + left + right",
                    "PyTorch's ZeroPad2d")
            .example("input(2, 5, 4) conv(3, 2) pad(1) conv(3, 2) pad(0, bottom=1, right=2) flatten dense(3)")
            .alsoCalled("padding", "zeropad", "zero_pad", "zeropad2d", "zeropadding2d")
            .surplus("libraries differ in the order of sides: name them, pad(top=1, bottom=1, left=2, right=2)");

    @Override
    public Signature signature() {
        return SIGNATURE;
    }

    @Override
    public @Nullable Shape shape(ShapeRule rule) {
        Shape.Image in = rule.image();
        return in == null
                ? null
                : rule.image(
                        in.channels(),
                        Sizes.plus(in.height(), Sizes.plus(rule.get(TOP), rule.get(BOTTOM))),
                        Sizes.plus(in.width(), Sizes.plus(rule.get(LEFT), rule.get(RIGHT))));
    }

    @Override
    public long flops(Use use) {
        return 0;
    }

    @Override
    public boolean changesNothing(Use use) {
        return use.input().equals(use.out());
    }

    @Override
    public Constant constant(Use use) {
        return Constant.of(Pad2d.class, use.get(TOP), use.get(BOTTOM), use.get(LEFT), use.get(RIGHT));
    }

    @Override
    public void forward(Code code) {
        code.step("forward", code.x(), code.y());
    }

    @Override
    public void backward(Code code) {
        // dy without its margins
        code.step("backward", code.dy(), code.dx());
    }
}
