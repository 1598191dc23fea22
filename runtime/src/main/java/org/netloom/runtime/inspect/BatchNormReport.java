package org.netloom.runtime.inspect;

import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What there is to see at a batch normalization.
 *
 * @param layer its name
 * @param frozen whether training normalizes with the moving statistics, too: then nothing can drift, and the data are not
 *     measured here
 * @param channels all of them, in order
 * @param drift how far the moving statistics are from the data's; null where nothing was measured
 */
public record BatchNormReport(
        String layer,
        boolean frozen,
        List<Channel> channels,
        @Nullable Drift drift) {
    public BatchNormReport {
        channels = List.copyOf(channels);
    }

    /**
     * One channel.
     *
     * @param gamma null where the layer has no scale
     * @param beta null where the layer has no shift
     * @param mean the moving one
     * @param variance the moving one
     * @param measured null without data
     * @param dead empty where the channel lives
     */
    public record Channel(
            @Nullable Double gamma,
            @Nullable Double beta,
            double mean,
            double variance,
            @Nullable Measured measured,
            Set<Dead> dead) {}

    /**
     * What the data say of a channel, as training normalizes them.
     *
     * @param mean of all batches together
     * @param variance of all batches together, biased
     * @param meanDrift |moving mean - mean| / √(variance + eps)
     * @param varianceRatio (moving variance + eps) / (variance + eps)
     */
    public record Measured(double mean, double variance, double meanDrift, double varianceRatio) {
        static Measured of(double mean, double variance, double movingMean, double movingVariance, double eps) {
            return new Measured(
                    mean,
                    variance,
                    Math.abs(movingMean - mean) / Math.sqrt(variance + eps),
                    (movingVariance + eps) / (variance + eps));
        }
    }

    /** The scales; null where the layer has none. */
    public @Nullable Spread gammas() {
        return channels.get(0).gamma() == null ? null : spread(channel -> orNaN(channel.gamma()));
    }

    /** The shifts; null where the layer has none. */
    public @Nullable Spread betas() {
        return channels.get(0).beta() == null ? null : spread(channel -> orNaN(channel.beta()));
    }

    public Spread means() {
        return spread(Channel::mean);
    }

    public Spread variances() {
        return spread(Channel::variance);
    }

    /** Whether the moving statistics are so far from the data's that inference suffers. */
    public boolean alarm() {
        return drift != null && drift.alarm();
    }

    /** How many channels are dead. */
    public long deadChannels() {
        return channels.stream().filter(channel -> !channel.dead().isEmpty()).count();
    }

    private Spread spread(ToDoubleFunction<Channel> value) {
        return Spread.of(channels.stream().mapToDouble(value).toArray());
    }

    private static double orNaN(@Nullable Double value) {
        return value == null ? Double.NaN : value;
    }
}
