package org.netloom.runtime.internal.nd4j;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.runtime.exception.ClosedException;
import org.netloom.runtime.exception.NetworkException;

/**
 * Native memory that grows to the largest size asked for and is looked at under any shape. It never belongs to a
 * workspace of the caller's, and is given back by {@link #close}, not by the collector.
 */
final class Memory implements AutoCloseable {
    /** Views are small; this many serve every batch size of an ordinary run. */
    private static final int KEPT_VIEWS = 64;

    private final DataType type;
    private final double fill;
    private final Map<List<Long>, INDArray> views = new HashMap<>();
    private @Nullable INDArray base;
    private boolean closed;

    /** Memory of unspecified content. */
    Memory(DataType type) {
        this(type, Double.NaN);
    }

    private Memory(DataType type, double fill) {
        this.type = type;
        this.fill = fill;
    }

    /** Memory that holds this value everywhere and that nobody writes to. */
    static Memory filledWith(double value, DataType type) {
        return new Memory(type, value);
    }

    /** The first elements as an array of this shape in row-major order; contents are lost where memory grows. */
    INDArray view(long... shape) {
        long length = 1;
        for (long size : shape) {
            length = Math.multiplyExact(length, size);
        }
        INDArray array = base;
        if (array == null || array.length() < length) {
            array = grow(length);
        }
        if (views.size() >= KEPT_VIEWS) {
            views.clear();
        }
        INDArray whole = array;
        return views.computeIfAbsent(
                Arrays.stream(shape).boxed().toList(),
                key -> Nd4j.create(whole.data(), shape, rowMajorStrides(shape), 0, 'c', type));
    }

    /** Makes room for so many elements; contents are lost where memory grows. */
    void reserve(long length) {
        INDArray array = base;
        if (array == null || array.length() < length) {
            grow(length);
        }
    }

    /** The elements that there is room for. */
    long length() {
        INDArray array = base;
        return array == null ? 0 : array.length();
    }

    /** @throws ClosedException after {@link #close} */
    void requireOpen() {
        if (closed) {
            throw new ClosedException("a tensor is used whose pass or buffers are closed");
        }
    }

    private INDArray grow(long length) {
        requireOpen();
        release();
        INDArray grown;
        try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
            grown = Nd4j.createUninitialized(type, length);
        } catch (OutOfMemoryError e) {
            throw new NetworkException(
                    String.format(
                            Locale.ROOT,
                            "no memory for another %,d MB outside the Java heap; a smaller batch needs less",
                            (length * type.width()) >> 20),
                    e);
        }
        if (!Double.isNaN(fill)) {
            grown.assign(fill);
        }
        base = grown;
        return grown;
    }

    private static long[] rowMajorStrides(long[] shape) {
        long[] strides = new long[shape.length];
        long stride = 1;
        for (int i = shape.length - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= shape[i];
        }
        return strides;
    }

    @Override
    public void close() {
        closed = true;
        release();
    }

    private void release() {
        views.clear();
        if (base != null) {
            base.close();
            base = null;
        }
    }
}
