package org.netloom.runtime.engine;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.netloom.op.RowFunction;
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
        return check(logits, labels, null);
    }

    /**
     * The same for a loss of rows, which may ignore some labels.
     *
     * @throws NetworkException which names the first label that is wrong
     */
    public static int require(Tensor outputs, int[] labels, RowFunction loss) {
        return check(outputs, labels, loss);
    }

    private static int check(Tensor logits, int[] labels, @Nullable RowFunction loss) {
        int rank = logits.shape().size();
        if (rank > 2) {
            throw new NetworkException("%s of the images %s, where [N, classes] or [N, steps, classes] is expected"
                    .formatted(loss == null ? "a cross-entropy" : "the loss " + loss.name(), logits));
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
        int most = loss == null ? classes : loss.classes(classes);
        for (int i = 0; i < labels.length; i++) {
            boolean known = labels[i] >= 0 && labels[i] < most;
            if (!known && (loss == null || !loss.ignores(labels[i]))) {
                throw new NetworkException(String.format(
                        Locale.ROOT,
                        "label %d of example %d in the batch is not a class from 0 to %d",
                        labels[i],
                        i / positions,
                        most - 1));
            }
        }
        return positions;
    }
}
