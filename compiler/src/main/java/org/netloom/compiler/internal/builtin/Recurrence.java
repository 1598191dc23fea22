package org.netloom.compiler.internal.builtin;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.internal.arithmetic.Sizes;
import org.netloom.compiler.layer.Arguments;
import org.netloom.compiler.layer.Code;
import org.netloom.compiler.layer.Constant;
import org.netloom.compiler.layer.NewWeights;
import org.netloom.compiler.layer.Operand;
import org.netloom.compiler.layer.Operator;
import org.netloom.compiler.layer.Parameter;
import org.netloom.compiler.layer.Shape;
import org.netloom.compiler.layer.ShapeRule;
import org.netloom.compiler.layer.Signature;
import org.netloom.compiler.layer.Use;
import org.netloom.compiler.layer.Weight;
import org.netloom.op.Recurrent;

/**
 * A recurrent layer: from a sequence [T,F] and a state of zeros it makes the sequence [T,H] of the states after each step.
 *
 * <p>Weights, their names in checkpoints and the order of the gates are PyTorch's, for one layer and one direction.
 */
public interface Recurrence extends Operator {
    /** The size of the state. */
    Parameter<Integer> HIDDEN = Parameter.integer("hidden", "size of the state, and so of each step of the output")
            .atLeast(1)
            .alsoCalled("hidden_size", "units", "features");

    /** A signature with what all recurrent layers have. */
    static Signature signature(String name, String doc, Parameter<?>... parameters) {
        return Signature.of(name, doc)
                .parameters(parameters)
                .surplus("in features follow from the input: write %s({2})".formatted(name))
                .hint("input_size", "in features follow from the input: leave it out")
                .hint("return_sequences", "the layer puts out every step; write last behind it for the final one")
                .hint("num_layers", "write the layer again, once for each");
    }

    /** What happens at a step. */
    Recurrent.Cell cell(Arguments arguments);

    @Override
    default @Nullable Shape shape(ShapeRule rule) {
        Shape.Sequence in = rule.sequence();
        if (in == null) {
            return null;
        }
        long hidden = rule.get(HIDDEN);
        long largest = Sizes.product(cell(rule.arguments()).gates(), hidden, Math.max(in.features(), hidden));
        return rule.fits(HIDDEN, largest) ? rule.sequence(in.steps(), hidden) : null;
    }

    /** weight_ih [G·H,F], weight_hh [G·H,H], bias_ih and bias_hh [G·H]. */
    @Override
    default List<Weight> weights(Use use) {
        int hidden = use.get(HIDDEN);
        int rows = cell(use.arguments()).gates() * hidden;
        List<Weight> weights = new ArrayList<>();
        weights.add(weight(
                "weightIh", "weight_ih_l0", Weight.Role.WEIGHT, rows, ((Shape.Sequence) use.input()).features()));
        weights.add(weight("weightHh", "weight_hh_l0", Weight.Role.WEIGHT, rows, hidden));
        if (use.get(Bias.PARAMETER)) {
            weights.add(weight("biasIh", "bias_ih_l0", Weight.Role.BIAS, rows));
            weights.add(weight("biasHh", "bias_hh_l0", Weight.Role.BIAS, rows));
        }
        return weights;
    }

    private static Weight weight(String accessor, String key, Weight.Role role, Integer... shape) {
        return new Weight(accessor, key, role, List.of(shape));
    }

    /** A multiplication and an addition for each weight at each step, and some ten for each gate. */
    @Override
    default long flops(Use use) {
        Shape.Sequence in = (Shape.Sequence) use.input();
        long hidden = use.get(HIDDEN);
        return Sizes.product(
                in.steps(), cell(use.arguments()).gates(), hidden, Sizes.plus(10, 2L * in.features() + 2 * hidden));
    }

    @Override
    default List<Kept> kept(Use use) {
        int steps = ((Shape.Sequence) use.input()).steps();
        int kept = cell(use.arguments()).kept();
        return kept == 0 ? List.of() : List.of(Kept.tensor("Gates", new Shape.Sequence(steps, kept * use.get(HIDDEN))));
    }

    @Override
    default Constant constant(Use use) {
        return Constant.of(Recurrent.class, cell(use.arguments()));
    }

    @Override
    default NewWeights newWeights(Use use) {
        return NewWeights.of(RuntimeNames.RECURRENT_WEIGHTS, "weightIh", "weightHh", "biasIh", "biasHh");
    }

    @Override
    default void forward(Code code) {
        forward(code, kept(code));
    }

    @Override
    default void inference(Code code) {
        forward(code, code.absent());
    }

    private Operand kept(Code code) {
        return cell(code.use().arguments()).kept() == 0 ? code.absent() : code.kept("Gates");
    }

    private static void forward(Code code, Operand kept) {
        code.step(
                "forward",
                code.x(),
                code.weight("weightIh"),
                code.weight("weightHh"),
                code.weight("biasIh"),
                code.weight("biasHh"),
                kept,
                code.y());
    }

    @Override
    default void backward(Code code) {
        // from the last step to the first; the gradient by each state comes from dy and from the step behind
        code.step(
                "backward",
                code.x(),
                code.weight("weightIh"),
                code.weight("weightHh"),
                code.weight("biasIh"),
                code.weight("biasHh"),
                kept(code),
                code.y(),
                code.dy(),
                code.dx(),
                code.gradient("weightIh"),
                code.gradient("weightHh"),
                code.gradient("biasIh"),
                code.gradient("biasHh"));
    }
}
