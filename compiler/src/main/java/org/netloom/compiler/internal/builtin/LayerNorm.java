package org.netloom.compiler.internal.builtin;

import static org.netloom.compiler.layer.Parameter.real;

import java.util.List;
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

/**
 * Layer normalization (Ba, Kiros and Hinton, 2016): {@code y = gamma (x - mean) / sqrt(variance + eps) + beta}, with the
 * mean and the biased variance of all values of an example, or of the features of each step of a sequence.
 *
 * <p>It is PyTorch's {@code LayerNorm(normalized_shape)} with the shape [F] of a vector, [C,H,W] of an image, and [F] of a
 * sequence [T,F], as transformers have it.
 */
public final class LayerNorm implements Operator {
    public static final Parameter<Double> EPS =
            real("eps", "added to the variance").moreThan(0).orElse(1e-5).alsoCalled("epsilon");

    private static final Signature SIGNATURE = Signature.of(
                    "layernorm",
                    "Layer normalization: the mean and the biased variance are those of the example itself, of each"
                            + " step where it is a sequence.")
            .parameters(EPS.named())
            .surplus("its shape follows from the input: write layernorm")
            .formula(
                    "y = gamma * (x - mean) / sqrt(variance + eps) + beta",
                    "Ba, Kiros and Hinton, 2016, Layer normalization")
            .example("input(2, 5, 4) conv(3, 2) layernorm relu flatten dense(4) layernorm dense(3)")
            .alsoCalled("layer_norm", "ln", "layernormalization", "layer_normalization");

    @Override
    public Signature signature() {
        return SIGNATURE;
    }

    @Override
    public Shape shape(ShapeRule rule) {
        return rule.in();
    }

    /** How many values have one mean and one variance. */
    public static long normalized(Use use) {
        return normalizedShape(use).stream().mapToLong(Integer::longValue).reduce(1, Sizes::times);
    }

    private static List<Integer> normalizedShape(Use use) {
        List<Integer> dims = use.input().dims();
        return dims.size() == 2 ? dims.subList(1, 2) : dims;
    }

    /** gamma and beta, trained: one value for each that is normalized. */
    @Override
    public List<Weight> weights(Use use) {
        return List.of(
                new Weight("gamma", "weight", Weight.Role.GAMMA, normalizedShape(use)),
                new Weight("beta", "bias", Weight.Role.BETA, normalizedShape(use)));
    }

    /** Two for the mean and the variance each, two to normalize, two to scale and shift. */
    @Override
    public long flops(Use use) {
        return Sizes.times(8, use.out().size());
    }

    @Override
    public Constant constant(Use use) {
        return Constant.of(org.netloom.op.LayerNorm.class, use.get(EPS));
    }

    @Override
    public NewWeights newWeights(Use use) {
        return NewWeights.of(RuntimeNames.NORM_WEIGHTS, "gamma", "beta");
    }

    /** The statistics are the example's own, so that training and inference do the same. */
    @Override
    public void forward(Code code) {
        code.step("forward", code.x(), code.weight("gamma"), code.weight("beta"), code.y());
    }

    @Override
    public void backward(Code code) {
        // Through mean and variance, with g = gamma dy: dx = (g - mean(g) - x̂ mean(g x̂)) / σ
        code.step(
                "backward",
                code.x(),
                code.weight("gamma"),
                code.dy(),
                code.dx(),
                code.gradient("gamma"),
                code.gradient("beta"));
    }
}
