package org.netloom.runtime.inspect;

import java.util.List;
import org.netloom.runtime.inspect.BatchNormReport.Measured;

/**
 * How far the moving statistics of a batch normalization are from those of the data.
 *
 * @param mean the root of the channels' mean square of {@link Measured#meanDrift}
 * @param worstMean the largest of them
 * @param variance the root of the channels' mean square of |ln {@link Measured#varianceRatio}|, as a ratio: 2 is twice or
 *     half
 * @param worstVariance the largest of them, as a ratio
 * @param alarm whether inference suffers: {@link #mean} or {@link #variance} is not below its {@linkplain
 *     #alarmingMean bound}, or not even a number
 */
public record Drift(double mean, double worstMean, double variance, double worstVariance, boolean alarm) {
    /**
     * In standard deviations. A layer's drifts go in one direction, so those of its channels add up in the next layer's
     * sums. Measured with LeNet: docs/data.md has the figures.
     */
    private static final double MEAN = 0.15;

    /** As a ratio, where it costs about as much. */
    private static final double VARIANCE = 1.5;

    /** From so many sampling errors on a difference is none of chance. */
    private static final double SAMPLING_ERRORS = 3;

    static Drift of(List<Measured> channels, int examples) {
        double[] means = channels.stream().mapToDouble(Measured::meanDrift).toArray();
        double[] logs = channels.stream()
                .mapToDouble(channel -> Math.abs(Math.log(channel.varianceRatio())))
                .toArray();
        double mean = Values.rms(means);
        double variance = Math.exp(Values.rms(logs));
        return new Drift(
                mean,
                Spread.of(means).max(),
                variance,
                Math.exp(Spread.of(logs).max()),
                !(mean < alarmingMean(examples) && variance < alarmingVariance(examples)));
    }

    /**
     * The {@link #mean} from which on it is an alarm: 0.15 standard deviations, and with fewer than 400 examples three
     * sampling errors of their mean, 3/√n.
     */
    public static double alarmingMean(int examples) {
        return Math.max(MEAN, SAMPLING_ERRORS / Math.sqrt(examples));
    }

    /**
     * The {@link #variance} from which on it is an alarm: 1.5, and with fewer than 110 examples three sampling errors of
     * their variance, exp(3 √(2/n)), as for normal values.
     */
    public static double alarmingVariance(int examples) {
        return Math.max(VARIANCE, Math.exp(SAMPLING_ERRORS * Math.sqrt(2.0 / examples)));
    }
}
