package org.netloom.compiler.internal.builtin;

import static org.netloom.compiler.layer.Parameter.real;

import java.util.List;
import org.netloom.compiler.layer.Code;
import org.netloom.compiler.layer.Constant;
import org.netloom.compiler.layer.Operator;
import org.netloom.compiler.layer.Parameter;
import org.netloom.compiler.layer.Shape;
import org.netloom.compiler.layer.ShapeRule;
import org.netloom.compiler.layer.Signature;
import org.netloom.compiler.layer.Use;

/** Inverted dropout (Srivastava et al., 2014): training scales what it keeps, so that inference does nothing. */
public final class Dropout implements Operator {
    public static final Parameter<Double> P = real("p", "probability of a value to be dropped")
            .below(0, 1)
            .orElse(0.5)
            .alsoCalled("rate", "prob");

    private static final Signature SIGNATURE = Signature.of(
                    "dropout",
                    "In training each value is zero with probability p and otherwise divided by 1 - p; in inference"
                            + " nothing happens.")
            .parameters(P)
            .formula(
                    "y = x * m / (1 - p),  m = 0 with probability p, else 1; in inference y = x",
                    "Srivastava et al., 2014, Dropout: a simple way to prevent neural networks from overfitting")
            .example("input(5) dense(8) dropout(0.25) dense(3)");

    @Override
    public Signature signature() {
        return SIGNATURE;
    }

    @Override
    public Shape shape(ShapeRule rule) {
        return rule.in();
    }

    @Override
    public long flops(Use use) {
        return 0;
    }

    @Override
    public List<Kept> kept(Use use) {
        return List.of(Kept.tensor("Mask", use.out()));
    }

    @Override
    public boolean trainingOnly() {
        return true;
    }

    @Override
    public boolean changesNothing(Use use) {
        return use.get(P) == 0;
    }

    @Override
    public Constant constant(Use use) {
        return Constant.of(org.netloom.op.Dropout.class, use.get(P));
    }

    @Override
    public void forward(Code code) {
        code.step("forward", code.x(), code.seed(), code.kept("Mask"), code.y());
    }

    @Override
    public void backward(Code code) {
        // dy times the mask, 0 or 1 / (1 - p), that the forward pass drew
        code.step("backward", code.kept("Mask"), code.dy(), code.dx());
    }
}
