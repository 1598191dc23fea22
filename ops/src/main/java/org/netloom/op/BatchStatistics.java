package org.netloom.op;

/**
 * What a batch says of each channel: left by {@link BatchNorm.Kernel#forward}, taken by its backward and by the moving
 * statistics.
 *
 * <p>In float64 on the host, whatever the engine's precision and memory: these are a few numbers for each channel, and
 * sums of many values lose fewest digits there. The arrays are the ones that the next batch overwrites.
 *
 * <p>Where the batch is normalized in parts ("ghost batches"), {@link #partMeans} and {@link #partVariances} hold the
 * statistics of each part, and {@link #mean} and {@link #variance} those of the whole batch all the same.
 */
public final class BatchStatistics {
    private final double[] mean;
    private final double[] variance;
    private final double[] exampleVariance;
    private final boolean wantsExampleVariance;
    private final double[] inputMeans;
    private double[] partMeans;
    private double[] partVariances;
    private int examples;
    private long pixels;
    private int parts;

    /**
     * Room for this many channels.
     *
     * @param wantsExampleVariance whether somebody will ask for {@link #exampleVariance}, which costs an engine another
     *     sum
     */
    public BatchStatistics(int channels, boolean wantsExampleVariance) {
        this(channels, wantsExampleVariance, 0);
    }

    /** @param taps how many {@link #inputMeans} somebody will ask for; 0 for none */
    public BatchStatistics(int channels, boolean wantsExampleVariance, int taps) {
        this.mean = new double[channels];
        this.variance = new double[channels];
        this.exampleVariance = new double[wantsExampleVariance ? channels : 0];
        this.wantsExampleVariance = wantsExampleVariance;
        this.inputMeans = new double[taps];
        this.partMeans = mean;
        this.partVariances = variance;
    }

    /** For engines: makes room for a batch of {@code examples} with {@code pixels} values each for every channel. */
    public void begin(int batch, long valuesOfEach, int partsOfBatch) {
        examples = batch;
        pixels = valuesOfEach;
        if (parts != partsOfBatch) {
            parts = partsOfBatch;
            partMeans = parts == 1 ? mean : new double[parts * mean.length];
            partVariances = parts == 1 ? variance : new double[parts * mean.length];
        }
    }

    public int channels() {
        return mean.length;
    }

    /** N, the examples of the batch. */
    public int examples() {
        return examples;
    }

    /** How many values the statistics of a channel are over: N of a vector, N·H·W of an image. */
    public long count() {
        return examples * pixels;
    }

    /** The mean of each channel, [C]. */
    public double[] mean() {
        return mean;
    }

    /** The biased variance of each channel, Σ(x - mean)² / count, [C]. */
    public double[] variance() {
        return variance;
    }

    /**
     * The variance, over the examples, of an example's own mean of the channel, [C]: of a vector the variance itself, of
     * an image less, the less its pixels have to do with one another. Divided by N it is the sampling error (squared) of
     * {@link #mean}, because examples are independent and the pixels of one are not.
     */
    public double[] exampleVariance() {
        if (!wantsExampleVariance) {
            throw new IllegalStateException("these statistics were made without the variance of examples");
        }
        return exampleVariance;
    }

    public boolean wantsExampleVariance() {
        return wantsExampleVariance;
    }

    /**
     * The mean of what each tap of the layer before reads, as {@link Taps#means} has them: left by {@link
     * InputMeans.Kernel#compute}. None where nobody wants them.
     */
    public double[] inputMeans() {
        return inputMeans;
    }

    /** In how many parts the batch was normalized; 1 is the whole batch. */
    public int parts() {
        return parts;
    }

    /** The examples of a part: parts differ by one at most. */
    public int examples(int part) {
        return firstExample(part + 1) - firstExample(part);
    }

    /** The first example of a part; of the one behind the last, N. */
    public int firstExample(int part) {
        return (int) ((long) part * examples / parts);
    }

    /** The mean of each channel in each part, [P,C] in row-major order. */
    public double[] partMeans() {
        return partMeans;
    }

    /** The biased variance of each channel in each part, [P,C] in row-major order. */
    public double[] partVariances() {
        return partVariances;
    }
}
