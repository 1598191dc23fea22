package org.netloom.runtime.engine;

import java.util.Locale;
import org.netloom.op.Tensor;
import org.netloom.runtime.exception.NetworkException;

/** The labels of a classification, as every engine checks them. */
public final class Labels {
    private Labels() {}

    /**
     * Refuses labels that do not fit.
     *
     * @param logits [N,K], or [N,T,K] of a sequence
     * @param labels the class of each example, or of each of its positions, example after example
     * @return how many labels an example has: 1, or T
     * @throws NetworkException which names the first label that is wrong
     */
    public static int require(Tensor logits, int[] labels) {
        int rank = logits.shape().size();
        if (rank > 2) {
            throw new NetworkException(
                    "a cross-entropy of the images %s, where [N, classes] or [N, steps, classes] is expected"
                            .formatted(logits));
        }
        int classes = logits.shape().get(rank - 1);
        int positions = rank == 2 ? logits.shape().get(0) : 1;
        if (labels.length != Math.multiplyExact(logits.batch(), positions)) {
            throw new NetworkException(String.format(
                    Locale.ROOT,
                    "%d labels for a batch of %d%s",
                    labels.length,
                    logits.batch(),
                    positions == 1 ? "" : String.format(Locale.ROOT, " with %d positions each", positions)));
        }
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] < 0 || labels[i] >= classes) {
                throw new NetworkException(String.format(
                        Locale.ROOT,
                        "label %d of example %d in the batch is not a class from 0 to %d",
                        labels[i],
                        i / positions,
                        classes - 1));
            }
        }
        return positions;
    }
}
