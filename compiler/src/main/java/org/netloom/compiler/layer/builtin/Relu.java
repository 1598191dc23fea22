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

/** The rectifier: {@code y = max(0, x)} (Nair and Hinton, 2010). */
public final class Relu implements Operator {
    private static final Signature SIGNATURE = Signature.of("relu", "max(0, x) of each value.")
            .example("input(5) dense(4) relu dense(3)")
            .alsoCalled("rectifier", "rectified_linear");

    @Override
    public Signature signature() {
        return SIGNATURE;
    }

    @Override
    public Shape shape(ShapeRule rule) {
        return rule.in();
    }

    /** One comparison for each value. */
    @Override
    public long flops(Use use) {
        return Sizes.times(1, use.out().size());
    }

    @Override
    public Constant constant(Use use, CodeBlock site) {
        return Constant.of(RuntimeNames.ACTIVATION, site, CodeBlock.of("$T.RELU", RuntimeNames.FUNCTION));
    }

    @Override
    public void forward(Code code) {
        code.engine("activation", code.op(), code.x(), code.y());
    }

    @Override
    public void backward(Code code) {
        // dy where y > 0, else 0; at the kink 0
        code.engine("activationBackward", code.op(), code.y(), code.dy(), code.dx());
    }
}
