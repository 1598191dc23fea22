package org.netloom.compiler.internal.builtin;

import org.jspecify.annotations.Nullable;
import org.netloom.compiler.layer.Code;
import org.netloom.compiler.layer.Constant;
import org.netloom.compiler.layer.Operator;
import org.netloom.compiler.layer.Shape;
import org.netloom.compiler.layer.ShapeRule;
import org.netloom.compiler.layer.Use;
import org.netloom.op.Pool2d;

/** Layers that make one value of each channel of an image: a pooling whose window is the whole image. */
interface GlobalPooling extends Operator {

    /** What is taken of a channel. */
    Pool2d.Kind kind();

    @Override
    default @Nullable Shape shape(ShapeRule rule) {
        Shape.Image in = rule.image();
        return in == null ? null : rule.image(in.channels(), 1, 1);
    }

    /** One for each value. */
    @Override
    default long flops(Use use) {
        return use.input().size();
    }

    @Override
    default boolean changesNothing(Use use) {
        return use.input().equals(use.out());
    }

    /** {@code Pool2d.of("gavgpool1", "nin.net:9:3", Pool2d.Kind.AVERAGE, 5, 5)}. */
    @Override
    default Constant constant(Use use) {
        Shape.Image in = (Shape.Image) use.input();
        return Constant.of(Pool2d.class, kind(), in.height(), in.width());
    }

    @Override
    default void forward(Code code) {
        code.step("forward", code.x(), code.y());
    }

    @Override
    default void backward(Code code) {
        // each value of a channel gets dy / (height width), or the first of the largest all of it
        code.step("backward", code.x(), code.y(), code.dy(), code.dx());
    }
}
