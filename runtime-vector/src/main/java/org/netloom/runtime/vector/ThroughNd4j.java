package org.netloom.runtime.vector;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.Tensor;
import org.netloom.runtime.engine.nd4j.Nd4jEngine;
import org.netloom.runtime.op.Attention;
import org.netloom.runtime.op.Recurrent;

/**
 * The operations for which there is no vector kernel yet: each goes through the nd4j engine's, whose arrays have another
 * layout, so what goes in and what comes out is transposed on the way.
 */
abstract class ThroughNd4j implements Engine {
    private final Nd4jEngine nd4j;
    private final Layout layout;

    ThroughNd4j(int threads, Layout layout) {
        this.nd4j = new Nd4jEngine(DataType.FLOAT, threads);
        this.layout = layout;
    }

    final VectorBuffers newBuffers(boolean forInference) {
        return new VectorBuffers(nd4j::buffers, forInference);
    }

    /** The tensor's values in the other engine. */
    private Tensor in(Tensor tensor) {
        VectorTensor ours = VectorTensor.of(tensor);
        ours.complete();
        ours.toBlocks();
        Tensor theirs = ours.mirror();
        try (INDArray values = rows(theirs)) {
            layout.read(ours, values);
            nd4j.write(values, theirs);
        }
        return theirs;
    }

    private @Nullable Tensor inOrNull(@Nullable Tensor tensor) {
        return tensor == null ? null : in(tensor);
    }

    /** Room for the tensor's values in the other engine. */
    private static Tensor room(Tensor tensor) {
        return VectorTensor.of(tensor).mirror();
    }

    private static @Nullable Tensor roomOrNull(@Nullable Tensor tensor) {
        return tensor == null ? null : room(tensor);
    }

    /** Takes back an activation. */
    private void out(@Nullable Tensor tensor) {
        if (tensor != null) {
            VectorTensor ours = VectorTensor.of(tensor);
            ours.keep();
            try (INDArray values = rows(ours.mirror())) {
                nd4j.read(ours.mirror(), values);
                layout.write(values, ours);
            }
        }
    }

    /** Takes back a gradient. */
    private void outGradient(@Nullable Tensor tensor) {
        if (tensor != null) {
            VectorTensor ours = VectorTensor.of(tensor);
            try (INDArray values = rows(ours.mirror())) {
                nd4j.read(ours.mirror(), values);
                layout.writeGradient(values, ours);
            }
        }
    }

    private static INDArray rows(Tensor theirs) {
        long[] shape = new long[theirs.shape().size() + 1];
        shape[0] = theirs.batch();
        for (int i = 1; i < shape.length; i++) {
            shape[i] = theirs.shape().get(i - 1);
        }
        try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
            return Nd4j.createUninitialized(DataType.FLOAT, shape, 'c');
        }
    }

    @Override
    public INDArray zeros(long... shape) {
        return nd4j.zeros(shape);
    }

    @Override
    public void recurrent(
            Recurrent op,
            Tensor x,
            INDArray weightIh,
            INDArray weightHh,
            @Nullable INDArray biasIh,
            @Nullable INDArray biasHh,
            @Nullable Tensor kept,
            Tensor y) {
        nd4j.recurrent(op, in(x), weightIh, weightHh, biasIh, biasHh, roomOrNull(kept), room(y));
        out(kept);
        out(y);
    }

    @Override
    public void recurrentBackward(
            Recurrent op,
            Tensor x,
            INDArray weightIh,
            INDArray weightHh,
            @Nullable Tensor kept,
            Tensor y,
            Tensor dy,
            @Nullable Tensor dx,
            INDArray dWeightIh,
            INDArray dWeightHh,
            @Nullable INDArray dBiasIh,
            @Nullable INDArray dBiasHh) {
        nd4j.recurrentBackward(
                op,
                in(x),
                weightIh,
                weightHh,
                inOrNull(kept),
                in(y),
                in(dy),
                roomOrNull(dx),
                dWeightIh,
                dWeightHh,
                dBiasIh,
                dBiasHh);
        outGradient(dx);
    }

    @Override
    public void attention(
            Attention op,
            Tensor x,
            INDArray inWeight,
            @Nullable INDArray inBias,
            INDArray outWeight,
            @Nullable INDArray outBias,
            Tensor projected,
            Tensor shares,
            Tensor mixed,
            Tensor y) {
        nd4j.attention(
                op, in(x), inWeight, inBias, outWeight, outBias, room(projected), room(shares), room(mixed), room(y));
        out(projected);
        out(shares);
        out(mixed);
        out(y);
    }

    @Override
    public void attentionBackward(
            Attention op,
            Tensor x,
            INDArray inWeight,
            INDArray outWeight,
            Tensor projected,
            Tensor shares,
            Tensor mixed,
            Tensor dy,
            @Nullable Tensor dx,
            INDArray dInWeight,
            @Nullable INDArray dInBias,
            INDArray dOutWeight,
            @Nullable INDArray dOutBias) {
        nd4j.attentionBackward(
                op,
                in(x),
                inWeight,
                outWeight,
                in(projected),
                in(shares),
                in(mixed),
                in(dy),
                roomOrNull(dx),
                dInWeight,
                dInBias,
                dOutWeight,
                dOutBias);
        outGradient(dx);
    }

    @Override
    public void close() {
        nd4j.close();
    }
}
