package org.netloom.runtime.train;

import java.util.HashMap;
import java.util.Map;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.op.CrossEntropyLoss;
import org.netloom.op.MeanSquaredErrorLoss;
import org.netloom.op.Tensor;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.engine.ThreadGuard.Turn;
import org.netloom.runtime.internal.io.HostMemory;

/**
 * What training makes small: the loss of a batch, and its gradient by the network's output. For one thread at a time, like
 * the engine.
 */
public final class Objective implements AutoCloseable {
    private final Loss loss;
    private final Engine engine;
    private final CrossEntropyLoss.Kernel crossEntropy;
    private final MeanSquaredErrorLoss.Kernel squaredError;
    /** One-hot targets of the mean squared error, [N,K] or [N,T,K], an array for each N that occurs. */
    private final Map<Integer, NdArray> targets = new HashMap<>();

    public Objective(Loss loss, Engine engine) {
        this.loss = loss;
        this.engine = engine;
        this.crossEntropy = engine.kernel(new CrossEntropyLoss());
        this.squaredError = engine.kernel(new MeanSquaredErrorLoss());
    }

    /**
     * @param y [N,K], or [N,T,K] of a sequence
     * @param labels N classes, or N·T
     * @param dy becomes the gradient of the mean loss
     * @return the mean loss
     */
    public double compute(Tensor y, int[] labels, Tensor dy) {
        try (Turn turn = engine.guard().enter()) {
            return switch (loss) {
                case CROSS_ENTROPY -> crossEntropy.compute(y, labels, dy);
                case MSE -> squaredError.compute(y, oneHot(labels, y), dy);
            };
        }
    }

    private NdArray oneHot(int[] labels, Tensor y) {
        int classes = y.shape().get(y.shape().size() - 1);
        NdArray target = targets.computeIfAbsent(
                y.batch(),
                n -> new NdArray(Nd4j.createUninitialized(engine.dataType(), Outputs.batched(y.shape(), n))));
        HostMemory memory = new HostMemory(target.values());
        for (int row = 0; row < labels.length; row++) {
            for (int k = 0; k < classes; k++) {
                int i = row * classes + k;
                int value = labels[row] == k ? 1 : 0;
                if (memory.isDouble()) {
                    memory.doubles().put(i, value);
                } else {
                    memory.floats().put(i, value);
                }
            }
        }
        memory.written();
        return target;
    }

    @Override
    public void close() {
        try (Turn turn = engine.guard().enterToClose()) {
            targets.values().forEach(NdArray::close);
            targets.clear();
        }
    }
}
