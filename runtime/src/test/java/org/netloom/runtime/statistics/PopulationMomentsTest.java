package org.netloom.runtime.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.netloom.op.BatchStatistics;

class PopulationMomentsTest {
    private static final int PIXELS = 5;

    /** Batches of 7, 1, 12 and 3 examples, merged, are the 23 examples, with a mean far from 0. */
    @Test
    void mergedBatchesAreAllExamplesTogether() {
        SplittableRandom random = new SplittableRandom(3);
        double[] all = random.doubles(23 * PIXELS, 9_999, 10_001).toArray();
        PopulationMoments moments = new PopulationMoments(1);
        int from = 0;
        for (int examples : new int[] {7, 1, 12, 3}) {
            moments.add(statistics(all, from, examples));
            from += examples;
        }
        BatchStatistics merged = moments.population();
        BatchStatistics whole = statistics(all, 0, 23);
        assertThat(moments.examples()).isEqualTo(23);
        assertThat(merged.count()).isEqualTo(23L * PIXELS);
        // Values of 1e4 are known to 2e-12; their deviations are around 1.
        assertThat(merged.mean()[0]).isCloseTo(whole.mean()[0], within(1e-11));
        assertThat(merged.variance()[0]).isCloseTo(whole.variance()[0], within(1e-11));
        assertThat(merged.exampleVariance()[0]).isCloseTo(whole.exampleVariance()[0], within(1e-11));
    }

    @Test
    void nothingHasNoMoments() {
        PopulationMoments moments = new PopulationMoments(1);
        moments.add(statistics(new double[] {1, 2, 3, 4, 5}, 0, 1));
        moments.clear();
        assertThatThrownBy(moments::population).isInstanceOf(IllegalStateException.class);
    }

    /** By the definitions, in two passes. */
    private static BatchStatistics statistics(double[] values, int from, int examples) {
        BatchStatistics batch = new BatchStatistics(1, true);
        batch.begin(examples, PIXELS, 1);
        double mean = 0;
        for (int i = from * PIXELS; i < (from + examples) * PIXELS; i++) {
            mean += values[i] / (examples * PIXELS);
        }
        double variance = 0;
        double ofExamples = 0;
        for (int n = from; n < from + examples; n++) {
            double own = 0;
            for (int p = 0; p < PIXELS; p++) {
                double away = values[n * PIXELS + p] - mean;
                own += away / PIXELS;
                variance += away * away / (examples * PIXELS);
            }
            ofExamples += own * own / examples;
        }
        batch.mean()[0] = mean;
        batch.variance()[0] = variance;
        batch.exampleVariance()[0] = ofExamples;
        return batch;
    }
}
