package org.netloom.runtime.internal.io;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import org.nd4j.linalg.api.concurrency.AffinityManager.Location;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The elements of an array in row-major order, one after another, in this machine's own memory and without a copy. */
public final class HostMemory {
    private final INDArray array;
    private final boolean isDouble;
    private final FloatBuffer floats;
    private final DoubleBuffer doubles;

    /** The array is of FLOAT or DOUBLE, in row-major order and no view. */
    public HostMemory(INDArray array) {
        if (array.isView() || array.ordering() != 'c') {
            throw new IllegalArgumentException("a view, or not in row-major order");
        }
        this.array = array;
        refresh();
        isDouble = switch (array.dataType()) {
            case FLOAT -> false;
            case DOUBLE -> true;
            default -> throw new IllegalArgumentException("an array of " + array.dataType());
        };
        floats = isDouble ? FloatBuffer.allocate(0) : array.data().asNioFloat();
        doubles = isDouble ? array.data().asNioDouble() : DoubleBuffer.allocate(0);
    }

    /** Whether the elements are {@link #doubles}, not {@link #floats}. */
    public boolean isDouble() {
        return isDouble;
    }

    /** The elements of an array of FLOAT; empty for DOUBLE. */
    public FloatBuffer floats() {
        return floats;
    }

    /** The elements of an array of DOUBLE; empty for FLOAT. */
    public DoubleBuffer doubles() {
        return doubles;
    }

    /** An element of either type. */
    public double get(int at) {
        return isDouble ? doubles.get(at) : floats.get(at);
    }

    /** Writes an element of either type, rounded to it. */
    public void put(int at, double value) {
        if (isDouble) {
            doubles.put(at, value);
        } else {
            floats.put(at, (float) value);
        }
    }

    /** To be called before reading what a device may have written since. */
    public void refresh() {
        Nd4j.getAffinityManager().ensureLocation(array, Location.HOST);
    }

    /** To be called after writing, so that a device takes the new values. */
    public void written() {
        Nd4j.getAffinityManager().tagLocation(array, Location.HOST);
    }
}
