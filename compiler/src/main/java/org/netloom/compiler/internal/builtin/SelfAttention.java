package org.netloom.compiler.internal.builtin;

import static org.netloom.compiler.layer.Parameter.flag;
import static org.netloom.compiler.layer.Parameter.integer;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.internal.arithmetic.Sizes;
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
import org.netloom.op.Attention;

/**
 * Multi-head self-attention (Vaswani et al., 2017): each head mixes the values of all steps by {@code softmax(q kᵀ / √d)}.
 *
 * <p>Weights and their names in checkpoints are those of PyTorch's {@code MultiheadAttention}.
 */
public final class SelfAttention implements Operator {
    private static final Parameter<Integer> HEADS = integer("heads", "how many; they divide the features among them")
            .atLeast(1)
            .alsoCalled("num_heads");
    private static final Parameter<Boolean> CAUSAL =
            flag("causal", "whether a step sees no later one").orElse(false).alsoCalled("is_causal", "masked");

    private static final Signature SIGNATURE = Signature.of(
                    "attention", "Multi-head self-attention over the steps of a sequence.")
            .parameters(HEADS, CAUSAL.named(), Bias.PARAMETER)
            .surplus("its features follow from the input: give the number of heads alone")
            .hint("embed_dim", "its features follow from the input: leave it out")
            .formula(
                    "y = W_o [softmax(Q_k K_k' / sqrt(d)) V_k for each head k] + b_o,  Q, K, V = W x + b\n"
                            + "causal: a step sees no later one",
                    "Vaswani et al., 2017, Attention is all you need, section 3.2")
            .example("input(3, 2) dense(4) attention(2) attention(1, causal=true) mean dense(2)")
            .alsoCalled("multiheadattention", "self_attention", "mha", "multi_head_attention");

    @Override
    public Signature signature() {
        return SIGNATURE;
    }

    @Override
    public @Nullable Shape shape(ShapeRule rule) {
        Shape.Sequence in = rule.sequence();
        if (in == null) {
            return null;
        }
        int heads = rule.get(HEADS);
        if (in.features() % heads != 0) {
            rule.error(
                    "shape.heads",
                    HEADS,
                    String.format(Locale.ROOT, "heads=%d does not divide the %d features", heads, in.features()),
                    null);
            return null;
        }
        long largest =
                Math.max(Sizes.product(3, in.features(), in.features()), Sizes.product(heads, in.steps(), in.steps()));
        return rule.fits(HEADS, largest) ? in : null;
    }

    private static Shape.Sequence sequence(Use use) {
        return (Shape.Sequence) use.input();
    }

    /** in_proj_weight [3E,E], in_proj_bias [3E], out_proj.weight [E,E], out_proj.bias [E]. */
    @Override
    public List<Weight> weights(Use use) {
        int features = sequence(use).features();
        List<Weight> weights = new ArrayList<>();
        weights.add(new Weight("inWeight", "in_proj_weight", Weight.Role.WEIGHT, List.of(3 * features, features)));
        weights.add(new Weight("outWeight", "out_proj.weight", Weight.Role.WEIGHT, List.of(features, features)));
        if (use.get(Bias.PARAMETER)) {
            weights.add(1, new Weight("inBias", "in_proj_bias", Weight.Role.BIAS, List.of(3 * features)));
            weights.add(new Weight("outBias", "out_proj.bias", Weight.Role.BIAS, List.of(features)));
        }
        return weights;
    }

    /** Four maps of each step, two products of all steps with all, and five for each value of the softmax. */
    @Override
    public long flops(Use use) {
        long steps = sequence(use).steps();
        long features = sequence(use).features();
        long maps = Sizes.product(8, steps, features, features);
        long products = Sizes.product(4, steps, steps, features);
        return Sizes.plus(Sizes.plus(maps, products), Sizes.product(5, use.get(HEADS), steps, steps));
    }

    @Override
    public List<Kept> kept(Use use) {
        Shape.Sequence in = sequence(use);
        return List.of(
                Kept.tensor("Projected", new Shape.Sequence(in.steps(), 3 * in.features())),
                Kept.tensor("Shares", new Shape.Image(use.get(HEADS), in.steps(), in.steps())),
                Kept.tensor("Mixed", in));
    }

    @Override
    public boolean keepsInInference() {
        return true;
    }

    @Override
    public Constant constant(Use use) {
        return Constant.of(Attention.class, use.get(HEADS), use.get(CAUSAL));
    }

    @Override
    public NewWeights newWeights(Use use) {
        return NewWeights.of(RuntimeNames.ATTENTION_WEIGHTS, "inWeight", "inBias", "outWeight", "outBias");
    }

    @Override
    public void forward(Code code) {
        code.step(
                "forward",
                code.x(),
                code.weight("inWeight"),
                code.weight("inBias"),
                code.weight("outWeight"),
                code.weight("outBias"),
                code.kept("Projected"),
                code.kept("Shares"),
                code.kept("Mixed"),
                code.y());
    }

    @Override
    public void backward(Code code) {
        // through the output map, each head's softmax, and the map to queries, keys and values
        code.step(
                "backward",
                code.x(),
                code.weight("inWeight"),
                code.weight("inBias"),
                code.weight("outWeight"),
                code.weight("outBias"),
                code.kept("Projected"),
                code.kept("Shares"),
                code.kept("Mixed"),
                code.dy(),
                code.dx(),
                code.gradient("inWeight"),
                code.gradient("inBias"),
                code.gradient("outWeight"),
                code.gradient("outBias"));
    }
}
