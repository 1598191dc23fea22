package org.netloom.compiler.internal.builtin;

import static org.netloom.compiler.layer.Parameter.flag;
import static org.netloom.compiler.layer.Parameter.real;
import static org.netloom.compiler.layer.Parameter.word;

import org.jspecify.annotations.Nullable;
import org.netloom.compiler.layer.Arguments;
import org.netloom.compiler.layer.JavaValue;
import org.netloom.compiler.layer.Option;
import org.netloom.compiler.layer.Parameter;
import org.netloom.compiler.layer.ShapeRule;
import org.netloom.compiler.layer.Signature;
import org.netloom.compiler.layer.Use;

/** The parameters of a bn that choose how its moving statistics follow from the batches. */
public final class Stats {
    /** The weight of the old value in an exponential average. */
    public static final Parameter<Double> DECAY = real(
                    "decay", "weight of the old value in the moving statistics: decay * old + (1 - decay) * batch")
            .within(0, 1)
            .orElse(0.9);

    private static final Signature EMA = Signature.of("ema", "Exponential moving average.")
            .parameters(DECAY)
            .hint("momentum", "pytorch(momentum) takes it; decay is the weight of the old value");
    private static final Signature CUMULATIVE =
            Signature.of("cumulative", "The mean of all batches: gain 1/k.").alsoCalled("mean", "average");
    private static final Parameter<Double> SMOOTHING = real(
                    "smoothing", "weight of the old value in what the filter knows of the noise")
            .below(0, 1)
            .orElse(0.9);
    private static final Parameter<Double> PROCESS_NOISE = real(
                    "process_noise", "a fixed process noise, in multiples of the sampling error")
            .atLeast(0)
            .orNothing();
    private static final Parameter<Boolean> CONTROL = flag(
                    "control", "whether the mean also moves as the weights of the conv or dense before move it")
            .orElse(false);
    private static final Signature KALMAN = Signature.of(
                    "kalman", "A Kalman filter for each channel, its noise estimated from the batches.")
            .parameters(SMOOTHING, PROCESS_NOISE.named(), CONTROL.named());
    private static final Signature PROJECTED = Signature.of(
                    "projected",
                    "Exponential moving average whose mean follows the weights of the conv or dense before: of its inputs,"
                            + " through the weights as they are; ema where there is no such layer.")
            .parameters(DECAY)
            .alsoCalled("compensated", "cross_iteration")
            .hint("momentum", "decay is the weight of the old value");
    private static final Parameter<Double> MOMENTUM =
            real("momentum", "weight of the batch").within(0, 1).orElse(0.1);
    private static final Signature PYTORCH = Signature.of(
                    "pytorch", "PyTorch's: an average in which momentum is the batch's weight, of unbiased variances.")
            .parameters(MOMENTUM)
            .alsoCalled("torch");

    /** The estimator. */
    public static final Parameter<Option> STATS = Parameter.option(
                    "stats",
                    "how the moving statistics follow from the batches; projected of decay where nothing is said",
                    EMA,
                    CUMULATIVE,
                    KALMAN,
                    PROJECTED,
                    PYTORCH)
            .orNothing();
    /** What of a batch goes into the moving variance. */
    static final Parameter<String> VARIANCE = word(
                    "variance",
                    "which variance of a batch goes into the moving one, over n or n - 1 values; biased, but for pytorch",
                    "biased",
                    "unbiased")
            .orNothing();
    /** {@code Estimator.frozen()}. */
    static final JavaValue FROZEN = RuntimeNames.ESTIMATOR.call("frozen");

    private Stats() {}

    /** A decay that no average takes. */
    static void reportContradictions(ShapeRule rule) {
        Option stats = rule.find(STATS);
        if (stats == null || !rule.given(DECAY)) {
            return;
        }
        if (!stats.is(EMA) && !stats.is(PROJECTED)) {
            rule.error(
                    "argument.decay-unused",
                    DECAY,
                    "decay=%s is projected's and ema's, but the statistics follow by %s"
                            .formatted(rule.get(DECAY), stats.name()),
                    "leave one of them out");
        } else if (stats.arguments().given(DECAY)) {
            rule.error(
                    "argument.decay-unused",
                    DECAY,
                    "decay=%s is said beside %s".formatted(rule.get(DECAY), stats),
                    "leave one of them out");
        }
    }

    /** {@code Estimator.ema(0.9)}. */
    static JavaValue estimator(Use use) {
        Option stats = use.find(STATS);
        JavaValue made = estimator(stats, use);
        String variance = use.find(VARIANCE);
        boolean unbiased = variance == null ? stats != null && stats.is(PYTORCH) : variance.equals("unbiased");
        return unbiased ? made.then("unbiased") : made;
    }

    /** The weight of the old value in the average that these arguments of a bn ask for, or null where it is none. */
    public static @Nullable Double keeps(Arguments arguments) {
        Option stats = arguments.find(STATS);
        if (stats == null) {
            return arguments.get(DECAY);
        }
        if (stats.is(EMA) || stats.is(PROJECTED)) {
            return averageOf(stats, arguments);
        }
        return stats.is(PYTORCH) ? Double.valueOf(1 - stats.arguments().get(MOMENTUM)) : null;
    }

    /** Whether the mean follows the weights of the layer before. */
    public static boolean followWeights(Arguments arguments) {
        Option stats = arguments.find(STATS);
        return stats == null
                || stats.is(PROJECTED)
                || (stats.is(KALMAN) && stats.arguments().get(CONTROL));
    }

    /** Whether the batch's weight was written, as PyTorch has it. */
    public static boolean asPyTorch(Arguments arguments) {
        Option stats = arguments.find(STATS);
        return stats != null && stats.is(PYTORCH);
    }

    private static double averageOf(Option ema, Arguments ofLayer) {
        return ema.arguments().given(DECAY) ? ema.arguments().get(DECAY) : ofLayer.get(DECAY);
    }

    private static JavaValue estimator(@Nullable Option stats, Use use) {
        if (stats == null) {
            return RuntimeNames.ESTIMATOR.call("projected", use.get(DECAY));
        }
        Arguments arguments = stats.arguments();
        if (stats.is(CUMULATIVE)) {
            return RuntimeNames.ESTIMATOR.call("cumulative");
        }
        if (stats.is(KALMAN)) {
            Double noise = arguments.find(PROCESS_NOISE);
            String method = noise == null ? "kalman" : "kalmanWithNoise";
            double number = noise == null ? arguments.get(SMOOTHING) : noise;
            return arguments.get(CONTROL)
                    ? RuntimeNames.ESTIMATOR.call(method, number, true)
                    : RuntimeNames.ESTIMATOR.call(method, number);
        }
        if (stats.is(PYTORCH)) {
            return RuntimeNames.ESTIMATOR.call("ema", 1 - arguments.get(MOMENTUM));
        }
        return RuntimeNames.ESTIMATOR.call(
                stats.is(PROJECTED) ? "projected" : "ema", averageOf(stats, use.arguments()));
    }
}
