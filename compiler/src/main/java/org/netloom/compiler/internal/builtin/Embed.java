package org.netloom.compiler.internal.builtin;

import static org.netloom.compiler.layer.Parameter.integer;

import java.util.List;
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
import org.netloom.op.Embedding;

/**
 * A table of one row of features for each token of a vocabulary: T tokens become a sequence [T, features].
 *
 * <p>Tokens are whole numbers from 0, and only the input can give such: {@code input(T) embed(vocabulary, features)}.
 * There is no gradient by them.
 */
public final class Embed implements Operator {
    /** How many tokens there are. */
    public static final Parameter<Integer> VOCABULARY = integer("vocabulary", "how many tokens there are, from 0")
            .atLeast(1)
            .alsoCalled("num_embeddings", "input_dim", "vocab_size");

    private static final Parameter<Integer> FEATURES = integer("features", "size of the row of each token")
            .atLeast(1)
            .alsoCalled("embedding_dim", "output_dim", "dim");

    private static final Signature SIGNATURE = Signature.of(
                    "embed", "A trained row of features for each token: input(T), T whole numbers, becomes a sequence.")
            .parameters(VOCABULARY, FEATURES, BuiltInInitializers.PARAMETER)
            .formula("y[t] = E[x[t]]", "Bengio et al., 2003, A neural probabilistic language model")
            .example("input(5) embed(4, 3) tanh last dense(2)")
            .alsoCalled("embedding", "lookup");

    @Override
    public Signature signature() {
        return SIGNATURE;
    }

    @Override
    public @Nullable Shape shape(ShapeRule rule) {
        if (!rule.isFirst() || !(rule.in() instanceof Shape.Vector tokens)) {
            rule.error(
                    "shape.tokens-needed",
                    "embed takes the tokens of the input, but here it gets "
                            + rule.in().described(),
                    "put it right behind input(steps)");
            return null;
        }
        return rule.fits(VOCABULARY, Sizes.times(rule.get(VOCABULARY), rule.get(FEATURES)))
                ? rule.sequence(tokens.features(), rule.get(FEATURES))
                : null;
    }

    /** weight [vocabulary, features]. */
    @Override
    public List<Weight> weights(Use use) {
        return List.of(Weight.of("weight", Weight.Role.TABLE, use.get(VOCABULARY), use.get(FEATURES))
                .startingWith(BuiltInInitializers.of(use)));
    }

    @Override
    public long flops(Use use) {
        return 0;
    }

    @Override
    public Constant constant(Use use) {
        return Constant.of(Embedding.class);
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
        // each row: the sum of dy over the places of its token
        code.step("backward", code.x(), code.dy(), code.gradient("weight"));
    }
}
