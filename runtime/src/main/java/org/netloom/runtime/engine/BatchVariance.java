package org.netloom.runtime.engine;

import org.netloom.op.BatchNorm;
import org.netloom.op.BatchStatistics;
import org.netloom.runtime.exception.NetworkException;

/** What a batch normalization needs of a batch, as every engine checks it. */
public final class BatchVariance {
    private BatchVariance() {}

    /**
     * Refuses a batch or a part of it with a single value for each channel, which has no variance.
     *
     * @param statistics that have {@linkplain BatchStatistics#begin begun}
     * @throws NetworkException which names the layer and the way out
     */
    public static void require(BatchNorm op, BatchStatistics statistics) {
        long valuesOfExample = statistics.count() / statistics.examples();
        for (int part = 0; part < statistics.parts(); part++) {
            if (statistics.examples(part) * valuesOfExample == 1) {
                String batch = statistics.parts() == 1 ? "batch" : "ghost batch";
                throw new NetworkException(
                        "%s cannot normalize a %s with one value for each channel, which has no variance: train with at least 2 examples in a %s"
                                .formatted(op.site(), batch, batch));
            }
        }
    }
}
