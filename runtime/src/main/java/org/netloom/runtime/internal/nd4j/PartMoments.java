package org.netloom.runtime.internal.nd4j;

import org.jspecify.annotations.Nullable;
import org.netloom.op.BatchStatistics;

/** From the statistics of the parts of a batch to those of the whole. */
final class PartMoments {
    private PartMoments() {}

    /**
     * Merges mean and variance of the parts (Chan, Golub and LeVeque, 1983): {@code mean = Σ n_p mean_p / N}, {@code
     * variance = Σ n_p (variance_p + (mean_p - mean)²) / N}.
     *
     * @param exampleVariances the variance of the examples' means in each part, [P,C], or null where nobody asked
     */
    static void merge(BatchStatistics statistics, double @Nullable [] exampleVariances) {
        int channels = statistics.channels();
        double[] means = statistics.partMeans();
        for (int c = 0; c < channels; c++) {
            double mean = 0;
            for (int part = 0; part < statistics.parts(); part++) {
                mean += share(statistics, part) * means[part * channels + c];
            }
            double variance = 0;
            double ofExamples = 0;
            for (int part = 0; part < statistics.parts(); part++) {
                int i = part * channels + c;
                double away = means[i] - mean;
                variance += share(statistics, part) * (statistics.partVariances()[i] + away * away);
                if (exampleVariances != null) {
                    ofExamples += share(statistics, part) * (exampleVariances[i] + away * away);
                }
            }
            statistics.mean()[c] = mean;
            statistics.variance()[c] = variance;
            if (exampleVariances != null) {
                statistics.exampleVariance()[c] = ofExamples;
            }
        }
    }

    private static double share(BatchStatistics statistics, int part) {
        return (double) statistics.examples(part) / statistics.examples();
    }
}
