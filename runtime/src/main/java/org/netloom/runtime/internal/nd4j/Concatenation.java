package org.netloom.runtime.internal.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Channels of a tensor as columns of a matrix with one row for each example: the same memory. */
final class Concatenation {
    private Concatenation() {}

    /** [N, C·H·W] or [N,F]. */
    static INDArray rows(Nd4jTensor tensor) {
        return tensor.array().reshape('c', tensor.batch(), tensor.elements());
    }

    /** The columns of {@code whole} from a channel on, as many as {@code part} has. */
    static INDArray part(Nd4jTensor whole, Nd4jTensor part, int from) {
        long first = from * whole.pixels();
        return rows(whole).get(NDArrayIndex.all(), NDArrayIndex.interval(first, first + part.elements()));
    }
}
