package org.netloom.runtime.data;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.netloom.runtime.data.Batches.Batch;
import org.netloom.runtime.data.Batches.Targets;
import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.internal.io.HostMemory;

/** Memory for one batch of {@link Batches}, with the same memory seen as the smaller last batch of an epoch. */
final class BatchSlot {
    final INDArray inputs;
    final HostMemory memory;
    final @Nullable INDArray targets;
    final @Nullable HostMemory targetMemory;
    final Batch full;
    final Batch last;
    Batch batch;

    // Below, guarded by the lock of the batches: how far the threads are with it.
    /** Of which its examples are. */
    long epoch;
    /** Where its examples begin in the order of the epoch. */
    int from;
    /** How many of its examples have been given to a thread. */
    int taken;
    /** How many of those are in it. */
    int made;

    BatchSlot(DataType type, long[] shape, int lastSize, Dataset data) {
        inputs = Nd4j.createUninitialized(type, shape, 'c');
        memory = new HostMemory(inputs);
        targets = data.targets() == 0 ? null : Nd4j.createUninitialized(type, targetShape(shape[0], data), 'c');
        targetMemory = targets == null ? null : new HostMemory(targets);
        full = new Batch(inputs, data.positions(), targets((int) shape[0]));
        last = lastSize == shape[0]
                ? full
                : new Batch(inputs.get(NDArrayIndex.interval(0, lastSize)), data.positions(), targets(lastSize));
        batch = full;
    }

    private static long[] targetShape(long examples, Dataset data) {
        return data.positions() == 1
                ? new long[] {examples, data.targets()}
                : new long[] {examples, data.positions(), data.targets()};
    }

    /** Those of the first examples. */
    private @Nullable Targets targets(int examples) {
        if (targets == null || targetMemory == null) {
            return null;
        }
        INDArray these = examples == targets.size(0) ? targets : targets.get(NDArrayIndex.interval(0, examples));
        return new Targets(new NdArray(these), targetMemory);
    }

    void written() {
        memory.written();
        if (targetMemory != null) {
            targetMemory.written();
        }
    }

    void close() {
        inputs.close();
        if (targets != null) {
            targets.close();
        }
    }
}
