package org.netloom.runtime.internal.vector.norm;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.op.BatchNorm;
import org.netloom.op.BatchNorm.Affine;
import org.netloom.op.BatchStatistics;
import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.internal.vector.memory.VectorTensor;

/**
 * What a batch normalization reads: its input, parameters and the batch's statistics. A kernel has one and sets it anew for
 * each call, so that a step leaves no object behind.
 */
final class Normalized {
    private final BatchNorm op;
    private @Nullable VectorTensor x;
    private @Nullable INDArray gamma;
    private @Nullable INDArray beta;
    private @Nullable BatchStatistics statistics;

    Normalized(BatchNorm op) {
        this.op = op;
    }

    Normalized of(VectorTensor input, Affine affine, BatchStatistics ofBatch) {
        x = input;
        gamma = NdArray.ofNullable(affine.gamma());
        beta = NdArray.ofNullable(affine.beta());
        statistics = ofBatch;
        return this;
    }

    /** The same, to be kept. */
    Normalized copy() {
        Normalized kept = new Normalized(op);
        kept.x = x;
        kept.gamma = gamma;
        kept.beta = beta;
        kept.statistics = statistics;
        return kept;
    }

    /** Whether this is of the same input and batch: a pass has one normalization of them. */
    boolean fits(Normalized other) {
        return x == other.x && statistics == other.statistics;
    }

    BatchNorm op() {
        return op;
    }

    VectorTensor x() {
        return set(x);
    }

    @Nullable INDArray gamma() {
        return gamma;
    }

    @Nullable INDArray beta() {
        return beta;
    }

    BatchStatistics statistics() {
        return set(statistics);
    }

    private static <T> T set(@Nullable T operand) {
        if (operand == null) {
            throw new IllegalStateException("operands are set before they are read");
        }
        return operand;
    }
}
