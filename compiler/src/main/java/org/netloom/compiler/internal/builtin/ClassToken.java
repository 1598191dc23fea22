package org.netloom.compiler.internal.builtin;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.layer.Code;
import org.netloom.compiler.layer.Constant;
import org.netloom.compiler.layer.NewWeights;
import org.netloom.compiler.layer.Operator;
import org.netloom.compiler.layer.Shape;
import org.netloom.compiler.layer.ShapeRule;
import org.netloom.compiler.layer.Signature;
import org.netloom.compiler.layer.Use;
import org.netloom.compiler.layer.Weight;

/**
 * Puts a trained step before the others, for a classifier to look at (Devlin et al., 2018; Dosovitskiy et al., 2020).
 */
public final class ClassToken implements Operator {
    private static final Signature SIGNATURE = Signature.of(
                    "class_token", "Puts a trained step before the steps of a sequence; first takes it out again.")
            .formula(
                    "y[1] = c, a trained vector;  y[t + 1] = x[t]",
                    "Dosovitskiy et al., 2021, An image is worth 16x16 words, section 3.1")
            .example("input(3, 2) dense(4) class_token attention(2) first dense(2)")
            .alsoCalled("cls_token", "cls");

    @Override
    public Signature signature() {
        return SIGNATURE;
    }

    @Override
    public @Nullable Shape shape(ShapeRule rule) {
        Shape.Sequence in = rule.sequence();
        return in == null ? null : rule.sequence(in.steps() + 1L, in.features());
    }

    /** weight [1,F]. */
    @Override
    public List<Weight> weights(Use use) {
        return List.of(Weight.of("weight", Weight.Role.OFFSET, 1, ((Shape.Sequence) use.input()).features()));
    }

    @Override
    public long flops(Use use) {
        return 0;
    }

    @Override
    public Constant constant(Use use) {
        return Constant.of(org.netloom.op.ClassToken.class);
    }

    @Override
    public NewWeights newWeights(Use use) {
        return NewWeights.of(RuntimeNames.TABLE_WEIGHTS, "weight");
    }

    @Override
    public void forward(Code code) {
        code.step("forward", code.x(), code.weight("weight"), code.y());
    }

    @Override
    public void backward(Code code) {
        // dx: the later steps of dy; the first, summed over the batch, is the gradient by the weight
        code.step("backward", code.dy(), code.dx(), code.gradient("weight"));
    }
}
