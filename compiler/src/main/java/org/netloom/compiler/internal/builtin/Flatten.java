package org.netloom.compiler.internal.builtin;

import org.netloom.compiler.layer.Code;
import org.netloom.compiler.layer.Constant;
import org.netloom.compiler.layer.Operator;
import org.netloom.compiler.layer.Shape;
import org.netloom.compiler.layer.ShapeRule;
import org.netloom.compiler.layer.Signature;
import org.netloom.compiler.layer.Use;

/** An image as a vector, channel by channel and row by row; the memory stays where it is. */
public final class Flatten implements Operator {
    private static final Signature SIGNATURE = Signature.of(
                    "flatten", "The image as a vector: channel by channel, row by row.")
            .formula("y[(c * H + i) * W + j] = x[c, i, j]", "row-major order, as PyTorch's")
            .example("input(2, 3, 4) conv(3, 2) flatten dense(3)");

    @Override
    public Signature signature() {
        return SIGNATURE;
    }

    @Override
    public Shape shape(ShapeRule rule) {
        return new Shape.Vector((int) rule.in().size());
    }

    @Override
    public long flops(Use use) {
        return 0;
    }

    @Override
    public boolean reshapes() {
        return true;
    }

    @Override
    public boolean changesNothing(Use use) {
        return use.input().equals(use.out());
    }

    @Override
    public Constant constant(Use use) {
        return Constant.site();
    }

    @Override
    public void forward(Code code) {
        // Nothing: the output is the input's memory.
    }

    @Override
    public void backward(Code code) {
        // Nothing: the gradient by the output is the memory of the gradient by the input.
    }
}
