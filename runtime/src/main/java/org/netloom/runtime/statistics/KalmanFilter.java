package org.netloom.runtime.statistics;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.netloom.op.BatchStatistics;
import org.netloom.runtime.engine.NdArray;

/**
 * A Kalman filter for each channel's mean and one for its variance (Kalman, 1960; the local level model, Durbin and
 * Koopman, 2012, chapter 2): the population's value x moves, because the weights do, and each batch is a measurement z
 * of it.
 *
 * <pre>
 * x[k] = x[k - 1] + w,  variance of w: the process noise q
 * z[k] = x[k] + r,      variance of r: the measurement's error e_meas
 * e_est = e_est + q;  gain = e_est / (e_est + e_meas);  x = x + gain (z - x);  e_est = (1 - gain) e_est
 * </pre>
 *
 * <p>The first batch counts whole. The measurement's error is at least the batch's sampling error: of the mean the
 * variance over the effective number of independent values, of the variance v twice v² over that number (as for normal
 * values). Pixels of an image are correlated, so the effective number follows from how much the means of whole examples
 * differ: {@code n_eff = N v / exampleVariance}.
 *
 * <p>What the weights do follows from how one batch differs from the one before, d[k] = z[k] - z[k - 1], the innovation
 * of a filter that believes every measurement. In the model {@code var(d) = q + 2 e_meas} and {@code cov(d[k], d[k - 1]) =
 * -e_meas}: jumps that go on in their direction are process noise, and jumps that come back are as good as an error of
 * the measurement, though no sampling made it. At a learning rate of 1 much of what the weights do comes back. Both
 * expectations are moving averages themselves, with the weight {@code smoothing} for the old value.
 */
final class KalmanFilter extends MovingStatistics {
    /** The weight of the old value in the mean of what comes into the layer before. */
    private static final double DECAY_OF_INPUTS = 0.9;

    private final ChannelValues count;
    private final Track ofMean;
    private final Track ofVariance;
    private final double smoothing;
    private final @Nullable Double processNoise;
    private final @Nullable ProjectedMean projected;

    /**
     * What is assumed of the noise.
     *
     * @param smoothing the weight of the old value in what is known of it, in [0, 1)
     * @param processNoise a fixed q in multiples of e_meas, which is then the sampling error alone; null to follow the
     *     batches
     */
    record Noise(double smoothing, @Nullable Double processNoise) {}

    /**
     * @param count [1], how many batches were seen; 0 at first
     * @param projected what moves the mean with the weights, the filter's control input; null for none
     */
    KalmanFilter(
            ChannelValues mean,
            NdArray variance,
            Variance kind,
            NdArray count,
            Uncertainty ofMean,
            Uncertainty ofVariance,
            Noise noise,
            @Nullable ProjectedMean projected) {
        super(mean, variance, kind);
        this.count = new ChannelValues(count);
        this.ofMean = new Track(ofMean);
        this.ofVariance = new Track(ofVariance);
        this.smoothing = noise.smoothing();
        this.processNoise = noise.processNoise();
        this.projected = projected;
    }

    /**
     * What the filter knows of one moment's estimate, [C] each, zeros at first.
     *
     * @param error e_est, the variance of the estimate
     * @param jump the mean of d²
     * @param turn the mean of d[k] d[k - 1]
     */
    record Uncertainty(NdArray error, NdArray jump, NdArray turn) {}

    @Override
    public boolean needsExampleVariance() {
        return true;
    }

    @Override
    public int inputTaps() {
        return projected == null ? 0 : projected.taps();
    }

    @Override
    @Nullable ProjectedMean projected() {
        return projected;
    }

    @Override
    public Estimator.@Nullable Linear linear() {
        return projected == null ? null : projected.linear();
    }

    @Override
    void addMemory(Memory memory) {
        memory.add(count);
        ofMean.addMemory(memory);
        ofVariance.addMemory(memory);
        if (projected != null) {
            projected.addMemory(memory);
        }
    }

    @Override
    void begin() {
        count.set(0, count.fetch().get(0) + 1);
        count.publish();
    }

    @Override
    public void forget() {
        count.requireOpen();
        super.forget();
        count.set(0, 0);
        if (projected != null) {
            projected.forget();
        }
        ofMean.forget();
        ofVariance.forget();
    }

    private Track track(Moment moment) {
        return moment == Moment.MEAN ? ofMean : ofVariance;
    }

    @Override
    void update(Moment moment, ChannelValues estimate, BatchStatistics batch) {
        Track track = track(moment);
        track.fetch();
        if (moment == Moment.MEAN && projected != null) {
            // What the weights did since the last batch is known, and no noise: estimate and last measurement move with
            // it.
            projected.bring(track.last);
        }
        for (int c = 0; c < estimate.length(); c++) {
            double measured = measured(moment, batch, c);
            double samplingError = samplingError(moment, batch, c);
            double believed = measurementError(track, c, samplingError);
            track.follow(c, measured, smoothing, count.get(0));
            if (count.get(0) == 1) {
                estimate.set(c, measured);
                track.error.set(c, samplingError);
            } else {
                // Measurements that turn out to be so much worse made the estimate so much worse.
                double factor = believed == 0 ? 1 : measurementError(track, c, samplingError) / believed;
                track.error.set(c, track.error.get(c) * factor);
                double old = estimate.get(c);
                estimate.set(c, old + gain(track, c, samplingError) * (measured - old));
            }
        }
        track.publish();
        if (moment == Moment.MEAN && projected != null) {
            projected.follow(batch.inputMeans(), Math.max(1 - DECAY_OF_INPUTS, 1 / count.get(0)), true);
        }
    }

    private double measurementError(Track track, int c, double samplingError) {
        return processNoise != null ? samplingError : Math.max(samplingError, -track.turn.get(c));
    }

    /** The gain, after which the error is that of the new estimate. */
    private double gain(Track track, int c, double samplingError) {
        double measurementError = measurementError(track, c, samplingError);
        double noise = processNoise != null
                ? processNoise * samplingError
                : Math.max(0, track.jump.get(c) - 2 * measurementError);
        double error = track.error.get(c) + noise;
        // Both 0: a channel that never changes, whose estimate needs no correction.
        double gain = error == 0 ? 0 : error / (error + measurementError);
        track.error.set(c, (1 - gain) * error);
        return gain;
    }

    /** The variance of what a batch of this size says about the population. */
    private static double samplingError(Moment moment, BatchStatistics batch, int c) {
        double ofMean = batch.exampleVariance()[c] / batch.examples();
        // 2 v² / n_eff with n_eff = v / ofMean
        return moment == Moment.MEAN ? ofMean : 2 * batch.variance()[c] * ofMean;
    }

    @Override
    void restart(Moment moment, BatchStatistics population) {
        Track track = track(moment);
        if (moment == Moment.MEAN && projected != null) {
            projected.restart();
        }
        for (int c = 0; c < population.channels(); c++) {
            track.error.set(c, samplingError(moment, population, c));
        }
        track.publish();
    }

    /** What is known of one moment's estimates, and the last measurements, which are no parameters. */
    private static final class Track {
        private final ChannelValues error;
        private final ChannelValues jump;
        private final ChannelValues turn;
        /** The last batch's values and how far they were from those before; NaN where there were none. */
        private final double[] last;

        private final double[] lastJump;

        Track(Uncertainty uncertainty) {
            error = new ChannelValues(uncertainty.error());
            jump = new ChannelValues(uncertainty.jump());
            turn = new ChannelValues(uncertainty.turn());
            last = new double[error.length()];
            lastJump = new double[error.length()];
            Arrays.fill(last, Double.NaN);
            Arrays.fill(lastJump, Double.NaN);
        }

        void addMemory(Memory memory) {
            memory.add(error);
            memory.add(jump);
            memory.add(turn);
            memory.add(last);
            memory.add(lastJump);
        }

        void fetch() {
            error.fetch();
            jump.fetch();
            turn.fetch();
        }

        void publish() {
            error.publish();
            jump.publish();
            turn.publish();
        }

        void forget() {
            for (int c = 0; c < last.length; c++) {
                error.set(c, 0);
                jump.set(c, 0);
                turn.set(c, 0);
            }
            publish();
            Arrays.fill(last, Double.NaN);
            Arrays.fill(lastJump, Double.NaN);
        }

        /**
         * Takes in the k-th measurement. The first jumps count as a plain mean, so that the start from 0 does not pull
         * them down.
         */
        void follow(int c, double measured, double smoothing, double k) {
            double d = measured - last[c];
            last[c] = measured;
            if (Double.isNaN(d)) {
                return;
            }
            average(jump, c, d * d, Math.max(1 - smoothing, 1 / (k - 1)));
            if (!Double.isNaN(lastJump[c])) {
                average(turn, c, d * lastJump[c], Math.max(1 - smoothing, 1 / (k - 2)));
            }
            lastJump[c] = d;
        }

        private static void average(ChannelValues mean, int c, double value, double weight) {
            mean.set(c, mean.get(c) + weight * (value - mean.get(c)));
        }
    }
}
