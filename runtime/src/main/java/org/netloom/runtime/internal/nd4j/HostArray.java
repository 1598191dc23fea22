package org.netloom.runtime.internal.nd4j;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.Locale;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager.Location;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.runtime.exception.NetworkException;

/**
 * The elements of a native array where they lie, for loops in Java: read as doubles, written rounded to the array's
 * type, without a copy on the Java heap. The array begins at the start of its memory and is in row-major order, and must
 * live as long as this is used. Threads may use it side by side, at different places.
 */
abstract class HostArray {
    private final INDArray array;

    private HostArray(INDArray array) {
        this.array = array;
    }

    /** An array to read from. */
    static HostArray read(INDArray array) {
        HostArray elements = of(array);
        elements.toRead();
        return elements;
    }

    /** An array to write to, whose contents count for nothing until then. */
    static HostArray write(INDArray array) {
        HostArray elements = of(array);
        elements.toWrite();
        return elements;
    }

    /** Must come between what native code wrote and reading it. */
    final void toRead() {
        Nd4j.getAffinityManager().ensureLocation(array, Location.HOST);
    }

    /** Must come before writing what native code is to read. */
    final void toWrite() {
        Nd4j.getAffinityManager().tagLocation(array, Location.HOST);
    }

    private static HostArray of(INDArray array) {
        long length = array.length();
        long most = Integer.MAX_VALUE / array.dataType().width();
        if (length > most) {
            throw new NetworkException(String.format(
                    Locale.ROOT,
                    "%,d values in one array, and Java reaches %,d of them at once; a smaller batch needs fewer",
                    length,
                    most));
        }
        var address = array.data().addressPointer();
        return array.dataType() == DataType.DOUBLE
                ? new Doubles(array, new DoublePointer(address).capacity(length).asBuffer())
                : new Floats(array, new FloatPointer(address).capacity(length).asBuffer());
    }

    abstract int length();

    abstract double get(int at);

    abstract void set(int at, double value);

    /** Overwrites {@code count} elements with those of an array of the same type. */
    abstract void copy(int at, HostArray source, int from, int count);

    /** Overwrites {@code count} elements with 0. */
    final void clear(int at, int count) {
        for (int i = at; i < at + count; i++) {
            set(i, 0);
        }
    }

    private static final class Floats extends HostArray {
        private final FloatBuffer values;

        Floats(INDArray array, FloatBuffer values) {
            super(array);
            this.values = values;
        }

        @Override
        int length() {
            return values.capacity();
        }

        @Override
        double get(int at) {
            return values.get(at);
        }

        @Override
        void set(int at, double value) {
            values.put(at, (float) value);
        }

        @Override
        void copy(int at, HostArray source, int from, int count) {
            values.put(at, ((Floats) source).values, from, count);
        }
    }

    private static final class Doubles extends HostArray {
        private final DoubleBuffer values;

        Doubles(INDArray array, DoubleBuffer values) {
            super(array);
            this.values = values;
        }

        @Override
        int length() {
            return values.capacity();
        }

        @Override
        double get(int at) {
            return values.get(at);
        }

        @Override
        void set(int at, double value) {
            values.put(at, value);
        }

        @Override
        void copy(int at, HostArray source, int from, int count) {
            values.put(at, ((Doubles) source).values, from, count);
        }
    }
}
