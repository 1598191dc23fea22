package org.netloom.compiler.layer.builtin;

import static org.netloom.compiler.layer.Parameter.real;

import com.palantir.javapoet.CodeBlock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.layer.Code;
import org.netloom.compiler.layer.Constant;
import org.netloom.compiler.layer.NewWeights;
import org.netloom.compiler.layer.Operator;
import org.netloom.compiler.layer.Parameter;
import org.netloom.compiler.layer.RuntimeNames;
import org.netloom.compiler.layer.Shape;
import org.netloom.compiler.layer.ShapeRule;
import org.netloom.compiler.layer.Signature;
import org.netloom.compiler.layer.Sizes;
import org.netloom.compiler.layer.Use;
import org.netloom.compiler.layer.Weight;
import org.netloom.compiler.layer.WeightCode;

/**
 * Batch normalisation (Ioffe and Szegedy, 2015): {@code y = gamma (x - mean) / sqrt(variance + eps) + beta}, for each
 * feature of a vector over the batch, for each channel of an image over batch, height and width.
 */
public final class BatchNorm implements Operator {
    private static final Parameter<Double> EPS =
            real("eps", "added to the variance").moreThan(0).orElse(1e-5).alsoCalled("epsilon");
    private static final Parameter<Double> DECAY = real(
                    "decay", "weight of the old value in the moving statistics: decay * old + (1 - decay) * batch")
            .within(0, 1)
            .orElse(0.9);

    private static final Signature SIGNATURE = Signature.of(
                    "bn",
                    "Batch normalisation: training uses the mean and the biased variance of the batch, inference their"
                            + " moving averages.")
            .parameters(EPS, DECAY)
            .formula(
                    "y = gamma * (x - mean) / sqrt(variance + eps) + beta\n"
                            + "moving = decay * moving + (1 - decay) * batch",
                    "Ioffe and Szegedy, 2015, Batch normalization, algorithms 1 and 2")
            .example("input(2, 5, 4) conv(3, 2) bn relu flatten dense(4) bn dense(3)")
            .alsoCalled("batchnorm", "batch_norm", "batchnorm2d", "batchnormalization", "batch_normalization")
            .hint(
                    "momentum",
                    "decay is the weight of the old value: Keras' momentum=0.9 and PyTorch's momentum=0.1 are decay=0.9");

    @Override
    public Signature signature() {
        return SIGNATURE;
    }

    @Override
    public @Nullable Shape shape(ShapeRule rule) {
        if (rule.in() instanceof Shape.Sequence) {
            rule.error(
                    "shape.sequence-refused",
                    "bn normalises channels, and %s has none"
                            .formatted(rule.in().described()),
                    "layernorm normalises the features of each step");
            return null;
        }
        return rule.in();
    }

    private static int channels(Use use) {
        return use.input().dims().get(0);
    }

    /** gamma and beta, trained; the moving mean and variance, kept: [C] each. */
    @Override
    public List<Weight> weights(Use use) {
        List<Integer> shape = List.of(channels(use));
        return List.of(
                new Weight("gamma", "weight", Weight.Role.GAMMA, shape),
                new Weight("beta", "bias", Weight.Role.BETA, shape),
                new Weight("movingMean", "running_mean", Weight.Role.MOVING_MEAN, shape),
                new Weight("movingVariance", "running_var", Weight.Role.MOVING_VARIANCE, shape));
    }

    /** The scale and shift of inference; training also passes over the batch for its statistics. */
    @Override
    public long flops(Use use) {
        return Sizes.times(2, use.out().size());
    }

    @Override
    public List<Kept> kept(Use use) {
        return List.of(Kept.statistic("Mean", channels(use)), Kept.statistic("Variance", channels(use)));
    }

    @Override
    public Constant constant(Use use, CodeBlock site) {
        return Constant.of(RuntimeNames.BATCH_NORM, site, use.get(EPS));
    }

    @Override
    public NewWeights newWeights(Use use, WeightCode code) {
        return NewWeights.of(
                RuntimeNames.BATCH_NORM_WEIGHTS,
                code.parameter("gamma"),
                code.parameter("beta"),
                CodeBlock.of("movingStatistics($S, $L, $L)", code.layer(), channels(use), use.get(DECAY)));
    }

    @Override
    public void forward(Code code) {
        code.engine(
                "batchNorm",
                code.op(),
                code.x(),
                code.weight("gamma"),
                code.weight("beta"),
                code.kept("Mean"),
                code.kept("Variance"),
                code.y());
        code.call(code.property("statistics") + ".update", code.kept("Mean"), code.kept("Variance"));
    }

    @Override
    public void inference(Code code) {
        code.engine(
                "batchNormInference",
                code.op(),
                code.x(),
                code.weight("gamma"),
                code.weight("beta"),
                code.weight("movingMean"),
                code.weight("movingVariance"),
                code.y());
    }

    @Override
    public void backward(Code code) {
        // Through mean and variance, which depend on x too: dx = gamma/σ (dy - mean(dy) - x̂ mean(dy x̂))
        code.engine(
                "batchNormBackward",
                code.op(),
                code.x(),
                code.weight("gamma"),
                code.kept("Mean"),
                code.kept("Variance"),
                code.dy(),
                code.dx(),
                code.gradient("gamma"),
                code.gradient("beta"));
    }
}
