package org.netloom.benchmarks.measuring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchesTest {
    private final Batches batches = new Batches(Workload.of(List.of("mobilenet_v2", "training", "--batch", "4")));

    @Test
    void aBatchIsTheSameEachTimeAndUnlikeTheOthers() {
        Batches again = new Batches(Workload.of(List.of("mobilenet_v2", "inference", "--batch", "4")));
        assertThat(again.images(3)).isEqualTo(batches.images(3)).isNotEqualTo(batches.images(4));
        assertThat(again.classes(3)).isEqualTo(batches.classes(3)).isNotEqualTo(batches.classes(4));
    }

    @Test
    void theValuesAreSpreadOverTheirRange() {
        float[] images = batches.images(0);
        assertThat(images).hasSize(4 * 3 * 32 * 32);
        double mean = 0;
        for (float value : images) {
            assertThat(value).isBetween(0f, Math.nextDown(1f));
            mean += value / images.length;
        }
        // Its deviation is 1 / sqrt(12 * 12,288) = 0.0026.
        assertThat(mean).isBetween(0.49, 0.51);
        assertThat(Arrays.stream(batches.classes(0)).distinct().count()).isGreaterThan(1);
        assertThat(Arrays.stream(batches.classes(0))).allMatch(label -> label >= 0 && label < 1000);
    }
}
