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

/** The channels of its branches one behind the other, as in GoogLeNet and DenseNet; of vectors, the features. */
public final class Concat implements Operator {
    private static final Signature SIGNATURE = Signature.of(
                    "concat",
                    "The channels of its branches one behind the other, in their order; the features of vectors.")
            .formula(
                    "y = [x1, x2, ...] along the channels of images, the features of vectors",
                    "Szegedy et al., 2015, Going deeper with convolutions")
            .example("input(2, 5, 4) conv(3, 3, pad=1) concat { conv(2, 1) | id | tanh } flatten dense(3)")
            .alsoCalled("cat", "concatenate", "join", "stack");

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
        Shape first = inputs.get(0);
        if (first instanceof Shape.Sequence) {
            rule.error(
                    "shape.concat",
                    "concat joins images by their channels and vectors by their features, but gets "
                            + first.described(),
                    null);
            return null;
        }
        long channels = 0;
        for (int i = 0; i < inputs.size(); i++) {
            Shape shape = inputs.get(i);
            if (!shape.getClass().equals(first.getClass()) || !rest(shape).equals(rest(first))) {
                rule.error(
                        "shape.concat",
                        String.format(
                                Locale.ROOT,
                                "concat needs images of one height and width, or vectors, but the first branch puts out %s and branch %d %s",
                                first.described(),
                                i + 1,
                                shape.described()),
                        first instanceof Shape.Image && shape instanceof Shape.Image
                                ? "the strides and pads of the branches must lead to the same rows and columns"
                                : null);
                return null;
            }
            channels = Sizes.plus(channels, channels(shape));
        }
        if (first instanceof Shape.Image image) {
            return rule.image(channels, image.height(), image.width());
        }
        return rule.vector(channels);
    }

    private static int channels(Shape shape) {
        return shape.dims().get(0);
    }

    private static List<Integer> rest(Shape shape) {
        return shape.dims().subList(1, shape.dims().size());
    }

    /** Copies compute nothing. */
    @Override
    public long flops(Use use) {
        return 0;
    }

    @Override
    public Constant constant(Use use) {
        return Constant.of(org.netloom.op.Concat.class);
    }

    @Override
    public void forward(Code code) {
        int from = 0;
        for (int i = 0; i < code.use().in().size(); i++) {
            code.step("forward", code.x(i), code.number(from), code.y());
            from += channels(code.use().in().get(i));
        }
    }

    @Override
    public void backward(Code code) {
        // each branch gets its channels of dy
        int from = 0;
        for (int i = 0; i < code.use().in().size(); i++) {
            if (code.needsDx(i)) {
                code.step("backward", code.dy(), code.number(from), code.dx(i));
            }
            from += channels(code.use().in().get(i));
        }
    }
}
