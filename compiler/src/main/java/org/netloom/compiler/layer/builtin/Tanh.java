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

/** The hyperbolic tangent: {@code y = (eˣ - e⁻ˣ) / (eˣ + e⁻ˣ)}. */
public final class Tanh implements Operator {
    private static final Signature SIGNATURE = Signature.of(
                    "tanh", "The hyperbolic tangent of each value: between -1 and 1.")
            .example("input(5) dense(4) tanh dense(3)")
            .alsoCalled("tanhactivation");

    @Override
    public Signature signature() {
        return SIGNATURE;
    }

    @Override
    public Shape shape(ShapeRule rule) {
        return rule.in();
    }

    /** One for each value. */
    @Override
    public long flops(Use use) {
        return Sizes.times(1, use.out().size());
    }

    @Override
    public Constant constant(Use use, CodeBlock site) {
        return Constant.of(RuntimeNames.ACTIVATION, site, CodeBlock.of("$T.TANH", RuntimeNames.FUNCTION));
    }

    @Override
    public void forward(Code code) {
        code.engine("activation", code.op(), code.x(), code.y());
    }

    @Override
    public void backward(Code code) {
        // dy (1 - y²): needs the output, not the input
        code.engine("activationBackward", code.op(), code.y(), code.dy(), code.dx());
    }
}
