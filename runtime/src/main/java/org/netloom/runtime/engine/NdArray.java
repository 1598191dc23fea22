package org.netloom.runtime.engine;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.op.Array;
import org.netloom.runtime.exception.ClosedException;

/**
 * A parameter, a gradient or a moving statistic, as every engine here has it: an array of ND4J's in row-major order. What is
 * written into {@link #values} is what the network computes with.
 *
 * <p>For one thread at a time, like the engine that made it; it goes with the network, pass or optimizer that asked for it.
 */
public final class NdArray implements Array, AutoCloseable {
    private final INDArray values;
    private final List<Integer> shape;
    private @Nullable Runnable beforeReading;

    /** @param values the array itself, no copy; a network's is in row-major order and no view */
    public NdArray(INDArray values) {
        this.values = values;
        this.shape = Arrays.stream(values.shape()).mapToObj(Math::toIntExact).toList();
    }

    /**
     * For kernels: the array behind an operand.
     *
     * @throws ClosedException after {@link #close}
     */
    public static INDArray of(Array array) {
        if (array instanceof NdArray ours) {
            return ours.values();
        }
        throw new IllegalArgumentException("an array of another library: " + array);
    }

    /** The same for an operand that may be left out. */
    public static @Nullable INDArray ofNullable(@Nullable Array array) {
        return array == null ? null : of(array);
    }

    /**
     * The array itself, no copy. Who writes into a parameter's says so by {@link
     * org.netloom.runtime.Network#parametersChanged}, and does so while no other thread uses the network.
     *
     * @throws ClosedException after {@link #close}
     */
    public INDArray values() {
        if (values.wasClosed()) {
            throw new ClosedException(
                    "an array " + shape + " is used that went with its network, pass or optimizer, which is closed");
        }
        Runnable settle = beforeReading;
        if (settle != null) {
            settle.run();
        }
        return values;
    }

    /** Has something run before each {@link #values}: for an array that is computed when somebody reads it. */
    public void beforeReading(Runnable settle) {
        beforeReading = settle;
    }

    @Override
    public List<Integer> shape() {
        return shape;
    }

    /** Whether {@link #close} was called. */
    public boolean isClosed() {
        return values.wasClosed();
    }

    /** Gives the memory back; a second time changes nothing. */
    @Override
    public void close() {
        if (!values.wasClosed()) {
            values.close();
        }
    }

    /** The numbers, or the shape of what is closed. */
    @Override
    public String toString() {
        return isClosed() ? "closed " + shape : values().toString();
    }
}
