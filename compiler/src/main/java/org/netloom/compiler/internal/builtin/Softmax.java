package org.netloom.compiler.internal.builtin;

import org.netloom.compiler.internal.arithmetic.Sizes;
import org.netloom.compiler.layer.Code;
import org.netloom.compiler.layer.Constant;
import org.netloom.compiler.layer.Operator;
import org.netloom.compiler.layer.Shape;
import org.netloom.compiler.layer.ShapeRule;
import org.netloom.compiler.layer.Signature;
import org.netloom.compiler.layer.Use;

/**
 * {@code y_k = exp(x_k) / Σ_j exp(x_j)} over the features of a vector or of each step of a sequence, and over the channels
 * of each place of an image.
 */
public final class Softmax implements Operator {
    private static final Signature SIGNATURE = Signature.of(
                    "softmax",
                    "Positive values that sum to 1, over the features or, at each place of an image, the channels. The"
                            + " cross_entropy loss has one of its own: a classifier ends without.")
            .formula(
                    "y[c] = exp(x[c] - max) / sum over k of exp(x[k] - max)",
                    "Goodfellow, Bengio and Courville, 2016, Deep Learning, section 4.1")
            .example("input(5) dense(4) softmax dense(3)")
            .alsoCalled("softmax2d", "soft_max");

    @Override
    public Signature signature() {
        return SIGNATURE;
    }

    @Override
    public Shape shape(ShapeRule rule) {
        return rule.in();
    }

    /** A maximum, a subtraction, an exponential, a sum and a division. */
    @Override
    public long flops(Use use) {
        return Sizes.times(5, use.out().size());
    }

    @Override
    public boolean putsOutNoNegative(Use use) {
        return true;
    }

    @Override
    public Constant constant(Use use) {
        return Constant.of(org.netloom.op.Softmax.class);
    }

    @Override
    public void forward(Code code) {
        code.step("forward", code.x(), code.y());
    }

    @Override
    public void backward(Code code) {
        // y (dy - Σ y dy): needs the output, not the input
        code.step("backward", code.y(), code.dy(), code.dx());
    }
}
