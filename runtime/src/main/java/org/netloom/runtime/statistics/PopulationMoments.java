package org.netloom.runtime.statistics;

import java.util.Arrays;
import org.netloom.op.BatchStatistics;

/**
 * Mean and variance of each channel over many batches, exactly: the moments of each batch are merged into those of all
 * before (Chan, Golub and LeVeque, 1983, Algorithms for computing the sample variance, equation 2.1), so that no sum of
 * squares loses digits.
 *
 * <pre>
 * δ = mean_b - mean;  mean = mean + δ n_b / (n + n_b);  M2 = M2 + M2_b + δ² n n_b / (n + n_b)
 * </pre>
 */
public final class PopulationMoments {
    private final double[] mean;
    private final double[] squares;
    private final double[] exampleSquares;
    private long examples;
    private long count;

    public PopulationMoments(int channels) {
        this(channels, true);
    }

    /** @param wantsExampleVariance whether {@link #population} is to know it, which every batch then has to */
    public PopulationMoments(int channels, boolean wantsExampleVariance) {
        mean = new double[channels];
        squares = new double[channels];
        exampleSquares = new double[wantsExampleVariance ? channels : 0];
    }

    /** Forgets all batches. */
    public void clear() {
        Arrays.fill(mean, 0);
        Arrays.fill(squares, 0);
        Arrays.fill(exampleSquares, 0);
        examples = 0;
        count = 0;
    }

    /** Takes in a batch, whose examples may be as many as they like, but each of as many values as all others. */
    public void add(BatchStatistics batch) {
        double n = batch.count();
        double share = n / (count + n);
        for (int c = 0; c < mean.length; c++) {
            double delta = batch.mean()[c] - mean[c];
            squares[c] += batch.variance()[c] * n + delta * delta * count * share;
            if (exampleSquares.length > 0) {
                exampleSquares[c] += batch.exampleVariance()[c] * batch.examples()
                        + delta * delta * examples * batch.examples() / (examples + batch.examples());
            }
            mean[c] += delta * share;
        }
        examples += batch.examples();
        count += batch.count();
    }

    /** How many examples were taken in. */
    public long examples() {
        return examples;
    }

    /** The moments of all of them together, as if they had been one batch. */
    public BatchStatistics population() {
        if (examples == 0) {
            throw new IllegalStateException("no batch was taken in");
        }
        BatchStatistics population = new BatchStatistics(mean.length, exampleSquares.length > 0);
        population.begin(Math.toIntExact(examples), count / examples, 1);
        for (int c = 0; c < mean.length; c++) {
            population.mean()[c] = mean[c];
            population.variance()[c] = squares[c] / count;
            if (exampleSquares.length > 0) {
                population.exampleVariance()[c] = exampleSquares[c] / examples;
            }
        }
        return population;
    }
}
