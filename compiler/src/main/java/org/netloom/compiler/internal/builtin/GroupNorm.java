package org.netloom.compiler.internal.builtin;

import static org.netloom.compiler.layer.Parameter.integer;
import static org.netloom.compiler.layer.Parameter.real;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
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

/**
 * Group normalization (Wu and He, 2018): {@code y = gamma (x - mean) / sqrt(variance + eps) + beta}, with the mean and the
 * biased variance of each group of channels of each example. One group is a layer normalization with a gamma and a beta for
 * each channel, as many groups as channels are instance normalization.
 */
public final class GroupNorm implements Operator {
    private static final Parameter<Integer> GROUPS = integer("groups", "into how many parts the channels are split")
            .atLeast(1)
            .alsoCalled("num_groups", "g");
    public static final Parameter<Double> EPS =
            real("eps", "added to the variance").moreThan(0).orElse(1e-5).alsoCalled("epsilon");

    private static final Signature SIGNATURE = Signature.of(
                    "groupnorm",
                    "Group normalization: the mean and the biased variance are those of a group of channels of one"
                            + " example.")
            .parameters(GROUPS, EPS.named())
            .surplus("its number of channels follows from the input: write groupnorm({1})")
            .formula(
                    "y = gamma[c] * (x - mean) / sqrt(variance + eps) + beta[c], mean and variance of the channel's group",
                    "Wu and He, 2018, Group normalization")
            .example("input(2, 5, 4) conv(6, 2) groupnorm(3) relu flatten dense(8) groupnorm(2) dense(3)")
            .alsoCalled("group_norm", "gn", "groupnormalization", "instancenorm");

    @Override
    public Signature signature() {
        return SIGNATURE;
    }

    @Override
    public @Nullable Shape shape(ShapeRule rule) {
        if (rule.in() instanceof Shape.Sequence) {
            rule.error(
                    "shape.sequence-refused",
                    "groupnorm normalizes channels, and %s has none"
                            .formatted(rule.in().described()),
                    "layernorm normalizes the features of each step");
            return null;
        }
        int channels = rule.in().dims().get(0);
        int groups = rule.get(GROUPS);
        if (channels % groups != 0) {
            String ways = Sizes.divisors(channels, channels, 12).stream()
                    .map(String::valueOf)
                    .collect(Collectors.joining(", "));
            rule.error(
                    "shape.groups",
                    GROUPS,
                    String.format(Locale.ROOT, "groups=%d does not divide the %d channels", groups, channels),
                    "they are divisible by " + ways);
            return null;
        }
        return rule.in();
    }

    /** How many values have one mean and one variance. */
    public static long normalized(Use use) {
        return use.input().size() / use.get(GROUPS);
    }

    /** gamma and beta, trained: [C] each. */
    @Override
    public List<Weight> weights(Use use) {
        List<Integer> shape = List.of(use.input().dims().get(0));
        return List.of(
                new Weight("gamma", "weight", Weight.Role.GAMMA, shape),
                new Weight("beta", "bias", Weight.Role.BETA, shape));
    }

    /** Two for the mean and the variance each, two to normalize, two to scale and shift. */
    @Override
    public long flops(Use use) {
        return Sizes.times(8, use.out().size());
    }

    @Override
    public Constant constant(Use use) {
        return Constant.of(org.netloom.op.GroupNorm.class, use.get(GROUPS), use.get(EPS));
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
