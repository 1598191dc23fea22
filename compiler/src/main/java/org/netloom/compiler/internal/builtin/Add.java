package org.netloom.compiler.internal.builtin;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.internal.arithmetic.Sizes;
import org.netloom.compiler.layer.Code;
import org.netloom.compiler.layer.Constant;
import org.netloom.compiler.layer.Operator;
import org.netloom.compiler.layer.Shape;
import org.netloom.compiler.layer.ShapeRule;
import org.netloom.compiler.layer.Signature;
import org.netloom.compiler.layer.Use;

/** The sum of its branches, as a residual connection has it (He et al., 2016). */
public final class Add implements Operator {
    private static final Signature SIGNATURE = Signature.of(
                    "add", "The sum of what its branches put out, value by value; all have the same shape.")
            .formula("y = x1 + x2 + ...,  dy/dxk = 1", "He et al., 2016, Deep residual learning for image recognition")
            .example("input(2, 5, 4) conv(3, 3, pad=1) add { conv(3, 3, pad=1) tanh | id } flatten dense(3)")
            .alsoCalled("sum", "plus", "residual", "addition");

    @Override
    public Signature signature() {
        return SIGNATURE;
    }

    @Override
    public boolean merges() {
        return true;
    }

    @Override
    public @Nullable Shape shape(ShapeRule rule) {
        List<Shape> inputs = rule.inputs();
        for (int i = 1; i < inputs.size(); i++) {
            if (!inputs.get(i).equals(inputs.get(0))) {
                rule.error(
                        "shape.add",
                        String.format(
                                Locale.ROOT,
                                "add needs branches of one shape but the first puts out %s and branch %d %s",
                                inputs.get(0).described(),
                                i + 1,
                                inputs.get(i).described()),
                        way(inputs.get(0), inputs.get(i)));
                return null;
            }
        }
        return inputs.get(0);
    }

    private static @Nullable String way(Shape first, Shape other) {
        if (!(first instanceof Shape.Image a) || !(other instanceof Shape.Image b)) {
            return null;
        }
        boolean sameSize = a.height() == b.height() && a.width() == b.width();
        return sameSize
                ? String.format(
                        Locale.ROOT, "conv(%d, 1) at the end of branch 1 makes the channels equal", b.channels())
                : "the strides and pads of the branches must lead to the same rows and columns";
    }

    /** An addition for each value and each branch but the first. */
    @Override
    public long flops(Use use) {
        return Sizes.times(use.in().size() - 1L, use.out().size());
    }

    @Override
    public Constant constant(Use use) {
        return Constant.of(org.netloom.op.Add.class);
    }

    @Override
    public void forward(Code code) {
        code.step("forward", code.x(0), code.x(1), code.y());
        for (int i = 2; i < code.use().in().size(); i++) {
            code.step("forward", code.y(), code.x(i), code.y());
        }
    }

    @Override
    public void backward(Code code) {
        // dy goes to each branch as it is
        for (int i = 0; i < code.use().in().size(); i++) {
            if (code.needsDx(i)) {
                code.step("backward", code.dy(), code.dx(i));
            }
        }
    }
}
