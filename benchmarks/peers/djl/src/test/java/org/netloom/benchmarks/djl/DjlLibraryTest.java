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
                Workload.of(List.of("resnet18", "training", "--batch", "4", "--threads", "1", "--engine", engine));
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

    /** Another order in memory, the same training: sums in another order, through 18 layers and their gradients. */
    @Test
    void channelsLastTrainsTheSame() {
        double[] nchw = losses("nchw");
        assertThat(losses("channels_last")).containsExactly(nchw, within(1e-3));
        assertThat(nchw[0]).isBetween(1.5, 4.0);
    }
}
