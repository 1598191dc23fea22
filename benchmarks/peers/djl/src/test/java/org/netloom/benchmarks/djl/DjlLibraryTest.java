package org.netloom.benchmarks.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.netloom.benchmarks.measuring.Library;
import org.netloom.benchmarks.measuring.Workload;

class DjlLibraryTest {
    private static double[] losses(String engine) {
        Workload workload =
                Workload.of(List.of("lenet_bn", "training", "--batch", "16", "--threads", "1", "--engine", engine));
        System.setProperty("ai.djl.offline", "true");
        Engine.getInstance().setRandomSeed(1);
        double[] losses = new double[3];
        try (Library.Task task = new DjlLibrary().prepare(workload)) {
            for (int i = 0; i < losses.length; i++) {
                losses[i] = task.step(i);
            }
        }
        return losses;
    }

    /** Another order in memory, the same training: sums of a thousand floats in another order, three steps far. */
    @Test
    void channelsLastTrainsTheSame() {
        double[] nchw = losses("nchw");
        assertThat(losses("channels_last")).containsExactly(nchw, within(1e-4));
        assertThat(nchw[0]).isBetween(1.5, 4.0).isNotEqualTo(nchw[1]);
    }
}
