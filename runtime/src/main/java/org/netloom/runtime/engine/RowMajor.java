package org.netloom.runtime.engine;

import java.util.Arrays;
import java.util.Locale;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.op.Tensor;
import org.netloom.runtime.internal.io.HostMemory;

/** Between Java's doubles and arrays in row-major order. */
final class RowMajor {
    private RowMajor() {}

    /** An array for the examples that a tensor holds, which the caller closes. */
    static INDArray room(DataType type, Tensor tensor, int values) {
        long[] shape = new long[tensor.shape().size() + 1];
        shape[0] = tensor.batch();
        for (int i = 1; i < shape.length; i++) {
            shape[i] = tensor.shape().get(i - 1);
        }
        requireLength(values, shape);
        try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
            return Nd4j.createUninitialized(type, shape, 'c');
        }
    }

    /** Copies all elements out. */
    static void read(INDArray array, double[] values) {
        requireLength(values.length, array.shape());
        HostMemory memory = new HostMemory(array);
        for (int i = 0; i < values.length; i++) {
            values[i] = memory.isDouble()
                    ? memory.doubles().get(i)
                    : memory.floats().get(i);
        }
    }

    /** Overwrites all elements, rounded to the array's type. */
    static void write(double[] values, INDArray array) {
        requireLength(values.length, array.shape());
        HostMemory memory = new HostMemory(array);
        for (int i = 0; i < values.length; i++) {
            if (memory.isDouble()) {
                memory.doubles().put(i, values[i]);
            } else {
                memory.floats().put(i, (float) values[i]);
            }
        }
        memory.written();
    }

    private static void requireLength(int values, long[] shape) {
        if (Arrays.stream(shape).reduce(1, Math::multiplyExact) != values) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "%d values, where the shape is %s", values, Arrays.toString(shape)));
        }
    }
}
