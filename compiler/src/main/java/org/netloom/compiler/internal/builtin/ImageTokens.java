package org.netloom.compiler.internal.builtin;

import org.jspecify.annotations.Nullable;
import org.netloom.compiler.internal.arithmetic.Sizes;
import org.netloom.compiler.layer.Code;
import org.netloom.compiler.layer.Constant;
import org.netloom.compiler.layer.Operator;
import org.netloom.compiler.layer.Shape;
import org.netloom.compiler.layer.ShapeRule;
import org.netloom.compiler.layer.Signature;
import org.netloom.compiler.layer.Use;
import org.netloom.op.Tokens;

/** An image [C,H,W] as a sequence [H·W, C] of its places, row by row: the patches behind a conv with a stride. */
public final class ImageTokens implements Operator {
    private static final Signature SIGNATURE = Signature.of(
                    "tokens",
                    "The places of an image, row by row, as the steps of a sequence; channels become features.")
            .formula(
                    "y[i * W + j, c] = x[c, i, j]",
                    "Dosovitskiy et al., 2021, An image is worth 16x16 words, section 3.1")
            .example("input(2, 4, 4) conv(3, 2, stride=2) tokens tanh mean dense(2)")
            .alsoCalled("patches", "to_sequence");

    @Override
    public Signature signature() {
        return SIGNATURE;
    }

    @Override
    public @Nullable Shape shape(ShapeRule rule) {
        Shape.Image in = rule.image();
        return in == null ? null : rule.sequence(Sizes.times(in.height(), in.width()), in.channels());
    }

    @Override
    public long flops(Use use) {
        return 0;
    }

    @Override
    public Constant constant(Use use) {
        return Constant.of(Tokens.class);
    }

    @Override
    public void forward(Code code) {
        code.step("forward", code.x(), code.y());
    }

    @Override
    public void backward(Code code) {
        // dy, with features as channels again
        code.step("backward", code.dy(), code.dx());
    }
}
