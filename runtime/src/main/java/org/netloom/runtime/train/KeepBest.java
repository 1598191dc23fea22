package org.netloom.runtime.train;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.internal.io.CheckpointCopies;
import org.netloom.runtime.loss.Loss;

/** The checkpoint of the best epoch stays beside the last one, as {@code Net.best.safetensors}. */
public record KeepBest(Monitor monitor) implements Keep {

    /** By the validation loss. */
    public static KeepBest of() {
        return new KeepBest(Monitor.VALIDATION_LOSS);
    }

    /** The same by another figure, as {@code validation_accuracy}. */
    public KeepBest withMonitor(String figure) {
        return new KeepBest(Monitor.of(figure));
    }

    @Override
    public @Nullable String refusal(Loss.Says says) {
        return monitor.refusal(says);
    }

    @Override
    public Shelf shelf() {
        return new Shelf() {
            private double best = Double.POSITIVE_INFINITY;

            @Override
            public boolean keeps(Evaluation train, Evaluation validation) {
                double badness = monitor.badness(train, validation);
                boolean better = badness < best;
                best = better ? badness : best;
                return better;
            }

            @Override
            public void keep(Path file, long epoch) {
                CheckpointCopies.copy(file, CheckpointCopies.named(file, "best"));
            }

            @Override
            public Map<String, Double> state() {
                return Map.of("best", best);
            }

            @Override
            public void resume(Map<String, Double> state) {
                best = state.getOrDefault("best", best);
            }
        };
    }

    @Override
    public String toString() {
        return "best(monitor=" + monitor + ")";
    }
}
