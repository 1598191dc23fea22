package org.netloom.compiler.internal.builtin;

import static org.netloom.compiler.layer.Parameter.flag;
import static org.netloom.compiler.layer.Parameter.integer;
import static org.netloom.compiler.layer.Parameter.real;

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

/**
 * Batch normalization (Ioffe and Szegedy, 2015): {@code y = gamma (x - mean) / sqrt(variance + eps) + beta}, for each
 * feature of a vector over the batch, for each channel of an image over batch, height and width.
 */
public final class BatchNorm implements Operator {
    public static final Parameter<Double> EPS =
            real("eps", "added to the variance").moreThan(0).orElse(1e-5).alsoCalled("epsilon");
    private static final Parameter<Integer> GHOST = integer(
                    "ghost", "how many examples training normalizes together at least; 0 for the whole batch")
            .atLeast(0)
            .orElse(0)
            .alsoCalled("ghost_batch", "virtual_batch_size");
    public static final Parameter<Boolean> FROZEN = flag(
                    "frozen", "whether training uses the moving statistics, too, and leaves them as they are")
            .orElse(false);
    private static final Parameter<Boolean> SCALE =
            flag("scale", "whether there is a gamma").orElse(true).alsoCalled("affine");
    private static final Parameter<Boolean> CENTER =
            flag("center", "whether there is a beta").orElse(true).alsoCalled("shift");

    private static final Parameter<Double> GAMMA = real(
                    "gamma", "what gamma is at first; 0 of the last bn of a residual branch, which then adds nothing")
            .orElse(1.0)
            .alsoCalled("gamma_initializer", "init");

    private static final Signature SIGNATURE = Signature.of(
                    "bn",
                    "Batch normalization: training uses the mean and the biased variance of the batch, inference moving"
                            + " statistics.")
            .parameters(
                    EPS.named(),
                    Stats.DECAY.named(),
                    Stats.STATS.named(),
                    Stats.VARIANCE.named(),
                    GHOST.named(),
                    FROZEN.named(),
                    SCALE.named(),
                    CENTER.named(),
                    GAMMA.named())
            .surplus("its number of channels follows from the input: write bn")
            .hint("num_features", "its number of channels follows from the input: leave it out")
            .formula(
                    """
                    y = gamma * (x - mean) / sqrt(variance + eps) + beta
                    ema: moving = decay * moving + (1 - decay) * batch
                    cumulative: moving = moving + (batch - moving) / k
                    kalman: moving = moving + gain * (batch - moving), gain = e_est / (e_est + e_meas)
                    projected: moving mean = weight * ema(mean input) + bias""",
                    "Ioffe and Szegedy, 2015, Batch normalization, algorithms 1 and 2; Kalman, 1960, A new approach to"
                            + " linear filtering; Hoffer et al., 2017, Train longer, generalize better (ghost)")
            .example("input(2, 5, 4) conv(3, 2) bn relu flatten dense(4) bn(stats=cumulative) dense(3)")
            .alsoCalled("batchnorm", "batch_norm", "batchnorm2d", "batchnormalization", "batch_normalization")
            .hint(
                    "momentum",
                    "decay is the weight of the old value: Keras' momentum=0.9 and PyTorch's momentum=0.1 are decay=0.9,"
                            + " and stats=pytorch(0.1) is PyTorch's layer");

    @Override
    public Signature signature() {
        return SIGNATURE;
    }

    @Override
    public @Nullable Shape shape(ShapeRule rule) {
        if (rule.in() instanceof Shape.Sequence) {
            rule.error(
                    "shape.sequence-refused",
                    "bn normalizes channels, and %s has none"
                            .formatted(rule.in().described()),
                    "layernorm normalizes the features of each step");
            return null;
        }
        reportContradictions(rule);
        return rule.in();
    }

    private static void reportContradictions(ShapeRule rule) {
        Stats.reportContradictions(rule);
        if (rule.given(GAMMA) && !rule.get(SCALE)) {
            rule.error(
                    "argument.gamma-unused",
                    GAMMA,
                    "gamma=%s is said of a bn that has none, by scale=false".formatted(rule.get(GAMMA)),
                    "leave one of them out");
        }
        if (rule.get(FROZEN) && rule.get(GHOST) > 0) {
            rule.error(
                    "argument.ghost-unused",
                    GHOST,
                    String.format(
                            Locale.ROOT,
                            "ghost=%d divides a batch whose statistics a frozen bn does not take",
                            rule.get(GHOST)),
                    "leave one of them out");
        } else if (rule.get(GHOST) == 1 && rule.in().size() == channels(rule.in())) {
            rule.error(
                    "argument.ghost-of-one",
                    GHOST,
                    String.format(
                            Locale.ROOT,
                            "ghost=1 leaves one value for each of %d channels, which has no variance",
                            channels(rule.in())),
                    "ghost=2 is the least for a vector");
        }
    }

    private static int channels(Shape in) {
        return in.dims().get(0);
    }

    private static int channels(Use use) {
        return channels(use.input());
    }

    /** Whether training uses the moving statistics, and so keeps no others. */
    public static boolean isFrozen(Use use) {
        return use.get(FROZEN);
    }

    /** gamma and beta, trained; the moving mean and variance, kept: [C] each. */
    @Override
    public List<Weight> weights(Use use) {
        List<Integer> shape = List.of(channels(use));
        List<Weight> weights = new ArrayList<>();
        if (use.get(SCALE)) {
            double gamma = use.get(GAMMA);
            weights.add(new Weight("gamma", "weight", Weight.Role.GAMMA, shape)
                    .startingWith(gamma == 1 ? null : BuiltInInitializers.constant(gamma)));
        }
        if (use.get(CENTER)) {
            weights.add(new Weight("beta", "bias", Weight.Role.BETA, shape));
        }
        weights.add(new Weight("movingMean", "running_mean", Weight.Role.MOVING_MEAN, shape));
        weights.add(new Weight("movingVariance", "running_var", Weight.Role.MOVING_VARIANCE, shape));
        return weights;
    }

    /** The scale and shift of inference; training also passes over the batch for its statistics. */
    @Override
    public long flops(Use use) {
        return Sizes.times(2, use.out().size());
    }

    @Override
    public List<Kept> kept(Use use) {
        return isFrozen(use) ? List.of() : List.of(Kept.statistics("Batch", channels(use)));
    }

    @Override
    public Constant constant(Use use) {
        return Constant.of(org.netloom.op.BatchNorm.class, use.get(EPS)).with("ghost", use.get(GHOST), 0);
    }

    @Override
    public NewWeights newWeights(Use use) {
        return new NewWeights(
                RuntimeNames.BATCH_NORM_WEIGHTS,
                List.of(
                        new NewWeights.OwnParameter("gamma"),
                        new NewWeights.OwnParameter("beta"),
                        new NewWeights.MovingStatistics(
                                channels(use), isFrozen(use) ? Stats.FROZEN : Stats.estimator(use))));
    }

    @Override
    public void forward(Code code) {
        if (isFrozen(code.use())) {
            inference(code);
            return;
        }
        code.step("forward", code.x(), code.weight("gamma"), code.weight("beta"), code.kept("Batch"), code.y());
        code.updateStatistics(code.kept("Batch"));
    }

    @Override
    public void inference(Code code) {
        code.step(
                "inference",
                code.x(),
                code.weight("gamma"),
                code.weight("beta"),
                code.weight("movingMean"),
                code.weight("movingVariance"),
                code.y());
    }

    @Override
    public void backward(Code code) {
        if (isFrozen(code.use())) {
            // Mean and variance are constants: dx = gamma/σ dy
            code.step(
                    "frozenBackward",
                    code.x(),
                    code.weight("gamma"),
                    code.weight("beta"),
                    code.weight("movingMean"),
                    code.weight("movingVariance"),
                    code.dy(),
                    code.dx(),
                    code.gradient("gamma"),
                    code.gradient("beta"));
            return;
        }
        // Through mean and variance, which depend on x too: dx = gamma/σ (dy - mean(dy) - x̂ mean(dy x̂))
        code.step(
                "backward",
                code.x(),
                code.weight("gamma"),
                code.weight("beta"),
                code.kept("Batch"),
                code.dy(),
                code.dx(),
                code.gradient("gamma"),
                code.gradient("beta"));
    }
}
