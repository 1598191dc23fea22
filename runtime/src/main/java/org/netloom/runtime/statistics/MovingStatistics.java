package org.netloom.runtime.statistics;

import org.jspecify.annotations.Nullable;
import org.netloom.op.BatchStatistics;
import org.netloom.runtime.engine.NdArray;

/**
 * Mean and variance of each channel of the population, for inference to use: an {@link Estimator} makes them out of a
 * stream of batches.
 *
 * <p>The arrays are parameters of the network ({@code bn1.running_mean}, {@code bn1.running_var}); what is written into
 * them counts.
 *
 * <p>For one thread at a time, the one that is inside the network's engine. They go with the network: {@link #update} and
 * {@link #restart} throw a {@link org.netloom.runtime.exception.ClosedException} afterwards.
 */
public abstract class MovingStatistics {
    private final ChannelValues mean;
    private final ChannelValues variance;
    private final Variance kind;
    private boolean held;
    private boolean frozen;

    /** Which variance of a batch goes into the moving one; the batch is normalized with the biased one all the same. */
    public enum Variance {
        /** Σ(x - mean)² / n: what the batch is normalized with. */
        BIASED,
        /** Σ(x - mean)² / (n - 1), as PyTorch's layer has it. */
        UNBIASED
    }

    /**
     * @param mean [C], zeros at first
     * @param variance [C], ones at first
     */
    MovingStatistics(NdArray mean, NdArray variance, Variance kind) {
        this(new ChannelValues(mean), variance, kind);
    }

    MovingStatistics(ChannelValues mean, NdArray variance, Variance kind) {
        this.mean = mean;
        this.variance = new ChannelValues(variance);
        this.kind = kind;
    }

    /** The estimate of the population's mean, [C], the array itself. */
    public final NdArray mean() {
        return mean.array();
    }

    /** The estimate of the population's variance, [C], the array itself. */
    public final NdArray variance() {
        return variance.array();
    }

    /** Takes in a batch, unless they are {@linkplain #hold held}. */
    public final void update(BatchStatistics batch) {
        if (held || frozen) {
            return;
        }
        mean.requireOpen();
        begin();
        update(Moment.MEAN, mean.fetch(), batch);
        update(Moment.VARIANCE, variance.fetch(), batch);
        publish();
    }

    /**
     * Begins afresh with statistics that are known: the estimate becomes theirs, whatever it was, as if they were the
     * first batch.
     *
     * @param population made with {@link BatchStatistics#exampleVariance}
     */
    public final void restart(BatchStatistics population) {
        mean.requireOpen();
        startOver();
        for (int c = 0; c < mean.length(); c++) {
            mean.set(c, population.mean()[c]);
            variance.set(c, varianceOf(population, c));
        }
        begin();
        restart(Moment.MEAN, population);
        restart(Moment.VARIANCE, population);
        publish();
    }

    /** While true, a training pass leaves no trace here: for looking at batches without learning from them. */
    public final void hold(boolean hold) {
        held = hold;
    }

    /**
     * While true, they stay as they are: no batch is taken in, no mean follows weights, and {@link #isFrozen} says so. Training
     * goes on to normalize by the batch.
     */
    public final void freeze(boolean freeze) {
        frozen = freeze;
        ProjectedMean following = projected();
        if (following != null) {
            following.freeze(freeze);
        }
    }

    /** What lets the mean follow weights; null where nothing does. */
    @Nullable ProjectedMean projected() {
        return null;
    }

    private void publish() {
        mean.publish();
        variance.publish();
    }

    /** Whether {@link #update} needs {@link BatchStatistics#exampleVariance}. */
    public boolean needsExampleVariance() {
        return false;
    }

    /** How many {@link BatchStatistics#inputMeans} {@link #update} needs; 0 for none. */
    public int inputTaps() {
        return 0;
    }

    /** The layer before, whose weights the mean follows; null where it follows none. */
    public Estimator.@Nullable Linear linear() {
        return null;
    }

    /** Whether training leaves them as they are, and nothing estimates them afresh. */
    public boolean isFrozen() {
        return frozen;
    }

    /** What is estimated: both in the same way, each with an uncertainty of its own. */
    enum Moment {
        MEAN,
        VARIANCE
    }

    /** Moves one estimate toward what the batch says. */
    abstract void update(Moment moment, ChannelValues estimate, BatchStatistics batch);

    /** Called once before the two moments of a batch. */
    void begin() {
        // Most estimators count nothing.
    }

    /** What {@link #restart} forgets. */
    void startOver() {
        forget();
    }

    /** Forgets what was seen and is kept beside the estimates, which stay: the next batch is the first. */
    public void forget() {
        mean.round();
        variance.round();
    }

    /**
     * All that it knows, in double: more than the arrays of floats hold, which are parameters. {@link #resume} goes on from it
     * to the last bit.
     */
    public final double[] exact() {
        mean.array().values(); // which may be computed now
        return memory().copy();
    }

    /**
     * Goes on from what other statistics of the same kind knew.
     *
     * @param exact of {@link #exact}
     * @throws IllegalArgumentException if it has another length
     */
    public final void resume(double[] exact) {
        memory().restore(exact);
    }

    private Memory memory() {
        Memory memory = new Memory();
        memory.add(mean);
        memory.add(variance);
        addMemory(memory);
        return memory;
    }

    /** Adds what is kept beside mean and variance. */
    void addMemory(Memory memory) {
        // Most keep nothing.
    }

    /** The uncertainty of an estimate that was just set. */
    void restart(Moment moment, BatchStatistics population) {
        // Most estimators know none.
    }

    /** What the batch says of this moment. */
    final double measured(Moment moment, BatchStatistics batch, int channel) {
        return moment == Moment.MEAN ? batch.mean()[channel] : varianceOf(batch, channel);
    }

    private double varianceOf(BatchStatistics batch, int channel) {
        double biased = batch.variance()[channel];
        double n = batch.count();
        return kind == Variance.BIASED || n < 2 ? biased : biased * (n / (n - 1));
    }
}
