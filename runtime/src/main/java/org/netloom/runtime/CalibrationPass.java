package org.netloom.runtime;

import java.util.HashMap;
import java.util.Map;
import org.netloom.op.BatchNorm;
import org.netloom.op.BatchStatistics;
import org.netloom.op.Tensor;
import org.netloom.runtime.engine.ThreadGuard.Turn;
import org.netloom.runtime.statistics.MovingStatistics;
import org.netloom.runtime.statistics.PopulationMoments;

/**
 * Forward through a network as inference does it, layer by layer and with nothing folded, so that what comes into a batch
 * normalization can be measured. Its outputs are those of {@link InferencePass} but for rounding.
 */
public abstract class CalibrationPass extends TracedPass {
    private final Map<MovingStatistics, PopulationMoments> measured = new HashMap<>();
    private final Map<MovingStatistics, BatchStatistics> scratch = new HashMap<>();

    protected CalibrationPass(Network network) {
        super(network);
    }

    /** Makes {@link #forward} add the moments of what comes into the layer with these statistics. */
    public final void measure(MovingStatistics layer, PopulationMoments moments) {
        try (Turn turn = enter()) {
            measured.put(layer, moments);
        }
    }

    /** Measures nothing any more. */
    public final void measureNothing() {
        try (Turn turn = enter()) {
            measured.clear();
        }
    }

    /** For generated code: what comes into a batch normalization. */
    protected final void measure(BatchNorm.Kernel bn, MovingStatistics statistics, Tensor x) {
        PopulationMoments moments = measured.get(statistics);
        if (moments != null) {
            BatchStatistics ofBatch = scratch.computeIfAbsent(
                    statistics, key -> new BatchStatistics(x.shape().get(0), true));
            bn.moments(x, ofBatch);
            moments.add(ofBatch);
        }
    }
}
