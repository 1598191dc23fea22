package org.netloom.runtime.loss;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.op.Array;
import org.netloom.op.MeanSquaredErrorLoss;
import org.netloom.op.Tensor;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.internal.io.HostMemory;

/**
 * The mean of squared differences from numbers, {@code (y - t)²}, over all outputs, as PyTorch's {@code MSELoss}. Classes
 * become the numbers 1 at the class and 0 elsewhere. It never changes.
 */
public final class MeanSquaredError extends NamedLoss implements ElementLoss {
    private MeanSquaredError() {
        super("mse");
    }

    public static MeanSquaredError of() {
        return new MeanSquaredError();
    }

    @Override
    public Set<Target> targets() {
        return Set.of(Target.CLASSES, Target.NUMBERS);
    }

    @Override
    public Says says(Target target) {
        return target == Target.CLASSES ? Says.CLASS : Says.NUMBERS;
    }

    @Override
    public double value(double y, double target, int column) {
        double difference = y - target;
        return difference * difference;
    }

    @Override
    public double slope(double y, double target, int column) {
        return 2 * (y - target);
    }

    @Override
    public Batched on(Engine engine) {
        return new OnEngine(engine);
    }

    /** By the engine's own kernel, which takes numbers. */
    private static final class OnEngine implements Batched {
        private final Engine engine;
        private final MeanSquaredErrorLoss.Kernel kernel;
        /** One-hot targets, [N,K] or [N,T,K], an array for each N that occurs. */
        private final Map<Integer, NdArray> oneHot = new HashMap<>();

        OnEngine(Engine engine) {
            this.engine = engine;
            this.kernel = engine.kernel(new MeanSquaredErrorLoss());
        }

        @Override
        public double ofClasses(Tensor y, int[] labels, Tensor dy) {
            return kernel.compute(y, oneHot(labels, y), dy);
        }

        @Override
        public double ofNumbers(Tensor y, Array targets, Tensor dy) {
            return kernel.compute(y, targets, dy);
        }

        private NdArray oneHot(int[] labels, Tensor y) {
            int classes = y.shape().get(y.shape().size() - 1);
            NdArray target = oneHot.computeIfAbsent(
                    y.batch(), n -> new NdArray(Nd4j.createUninitialized(engine.dataType(), batched(y, n))));
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

        /** [N, …shape]. */
        private static long[] batched(Tensor y, int examples) {
            long[] full = new long[y.shape().size() + 1];
            full[0] = examples;
            for (int i = 1; i < full.length; i++) {
                full[i] = y.shape().get(i - 1);
            }
            return full;
        }

        @Override
        public void close() {
            oneHot.values().forEach(NdArray::close);
            oneHot.clear();
        }
    }
}
