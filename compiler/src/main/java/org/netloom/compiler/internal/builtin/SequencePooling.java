package org.netloom.compiler.internal.builtin;

import org.jspecify.annotations.Nullable;
import org.netloom.compiler.layer.Code;
import org.netloom.compiler.layer.Constant;
import org.netloom.compiler.layer.Operator;
import org.netloom.compiler.layer.Shape;
import org.netloom.compiler.layer.ShapeRule;
import org.netloom.compiler.layer.Use;
import org.netloom.op.SequencePool;

/** Makes one vector [F] of a sequence [T,F]. */
interface SequencePooling extends Operator {
    /** Which step counts. */
    SequencePool.Kind kind();

    @Override
    default @Nullable Shape shape(ShapeRule rule) {
        Shape.Sequence in = rule.sequence();
        return in == null ? null : new Shape.Vector(in.features());
    }

    @Override
    default Constant constant(Use use) {
        return Constant.of(SequencePool.class, kind());
    }

    @Override
    default void forward(Code code) {
        code.step("forward", code.x(), code.y());
    }

    @Override
    default void backward(Code code) {
        // dy goes to the step that was taken, or to all in equal parts
        code.step("backward", code.dy(), code.dx());
    }
}
