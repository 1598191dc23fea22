package org.netloom.compiler.layer.builtin;

import com.palantir.javapoet.CodeBlock;
import org.netloom.compiler.layer.Code;
import org.netloom.compiler.layer.Constant;
import org.netloom.compiler.layer.Operator;
import org.netloom.compiler.layer.RuntimeNames;
import org.netloom.compiler.layer.Shape;
import org.netloom.compiler.layer.ShapeRule;
import org.netloom.compiler.layer.Signature;
import org.netloom.compiler.layer.Sizes;
import org.netloom.compiler.layer.Use;

/** The logistic function: {@code y = 1 / (1 + e⁻ˣ)}. */
public final class Sigmoid implements Operator {
    private static final Signature SIGNATURE = Signature.of(
                    "sigmoid", "1 / (1 + exp(-x)) of each value: between 0 and 1.")
            .example("input(5) dense(4) sigmoid dense(3)")
            .alsoCalled("logistic");

    @Override
    public Signature signature() {
        return SIGNATURE;
    }

    @Override
    public Shape shape(ShapeRule rule) {
        return rule.in();
    }

    /** An exponential counts as one operation. */
    @Override
    public long flops(Use use) {
        return Sizes.times(4, use.out().size());
    }

    @Override
    public Constant constant(Use use, CodeBlock site) {
        return Constant.of(RuntimeNames.ACTIVATION, site, CodeBlock.of("$T.SIGMOID", RuntimeNames.FUNCTION));
    }

    @Override
    public void forward(Code code) {
        code.engine("activation", code.op(), code.x(), code.y());
    }

    @Override
    public void backward(Code code) {
        // dy y (1 - y): needs the output, not the input
        code.engine("activationBackward", code.op(), code.y(), code.dy(), code.dx());
    }
}
