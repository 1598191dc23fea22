package org.netloom.compiler.internal.builtin;

import static org.netloom.compiler.layer.Parameter.flag;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.layer.Code;
import org.netloom.compiler.layer.Constant;
import org.netloom.compiler.layer.NewWeights;
import org.netloom.compiler.layer.Operator;
import org.netloom.compiler.layer.Parameter;
import org.netloom.compiler.layer.Shape;
import org.netloom.compiler.layer.ShapeRule;
import org.netloom.compiler.layer.Signature;
import org.netloom.compiler.layer.Use;
import org.netloom.compiler.layer.Weight;
import org.netloom.op.Positions;

/**
 * Adds to each step what says where it is, which attention alone cannot tell: the sinusoids of Vaswani et al. (2017),
 * {@code sin(t / 10000^(2i/F))} for feature 2i and the cosine for feature 2i + 1, or trained values.
 */
public final class PositionalEncoding implements Operator {
    private static final Parameter<Boolean> LEARNED = flag(
                    "learned", "whether it is trained instead of made of sines and cosines")
            .orElse(false)
            .alsoCalled("trainable")
            .named();

    private static final Signature SIGNATURE = Signature.of(
                    "positions", "Adds to each step of a sequence where it is: sines and cosines, or trained values.")
            .parameters(LEARNED)
            .surplus("its sizes follow from the input: write positions")
            .formula(
                    "y[t, 2k] = x[t, 2k] + sin(t / 10000^(2k / d)),  y[t, 2k + 1] = x[t, 2k + 1] + cos(t / 10000^(2k / d))",
                    "Vaswani et al., 2017, Attention is all you need, section 3.5")
            .example("input(3, 2) dense(3) positions tanh positions(learned=true) last dense(2)")
            .alsoCalled("positional_encoding", "position_embedding", "pos_embed");

    @Override
    public Signature signature() {
        return SIGNATURE;
    }

    @Override
    public @Nullable Shape shape(ShapeRule rule) {
        return rule.sequence();
    }

    /** weight [T,F], where it is trained. */
    @Override
    public List<Weight> weights(Use use) {
        return use.get(LEARNED)
                ? List.of(new Weight(
                        "weight", "weight", Weight.Role.OFFSET, use.input().dims()))
                : List.of();
    }

    /** An addition for each value. */
    @Override
    public long flops(Use use) {
        return use.out().size();
    }

    @Override
    public Constant constant(Use use) {
        return Constant.of(Positions.class);
    }

    @Override
    public @Nullable NewWeights newWeights(Use use) {
        return use.get(LEARNED) ? NewWeights.of(RuntimeNames.TABLE_WEIGHTS, "weight") : null;
    }

    @Override
    public void forward(Code code) {
        code.step("forward", code.x(), code.weight("weight"), code.y());
    }

    @Override
    public void backward(Code code) {
        // dx = dy; a trained offset gets dy summed over the batch
        code.step("backward", code.dy(), code.dx(), code.gradient("weight"));
    }
}
