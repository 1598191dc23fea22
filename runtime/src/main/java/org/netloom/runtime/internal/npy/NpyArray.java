package org.netloom.runtime.internal.npy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** An array of a NumPy file: elements of one type in row-major order, kept as the bytes that the file has. */
public final class NpyArray {
    private final NpyType type;
    private final List<Long> shape;
    private final ByteBuffer bytes;

    /** The bytes have the order of their elements' bytes set. */
    NpyArray(NpyType type, List<Long> shape, ByteBuffer bytes) {
        this.type = type;
        this.shape = List.copyOf(shape);
        this.bytes = bytes;
    }

    /** A float32 array of these values, in row-major order. */
    public static NpyArray of(float[] values, long... shape) {
        ByteBuffer bytes = allocate(values.length, Float.BYTES, shape);
        bytes.asFloatBuffer().put(values);
        return new NpyArray(NpyType.FLOAT32, boxed(shape), bytes);
    }

    /** A float64 array of these values, in row-major order. */
    public static NpyArray of(double[] values, long... shape) {
        ByteBuffer bytes = allocate(values.length, Double.BYTES, shape);
        bytes.asDoubleBuffer().put(values);
        return new NpyArray(NpyType.FLOAT64, boxed(shape), bytes);
    }

    /** An int64 array of these values, in row-major order. */
    public static NpyArray of(long[] values, long... shape) {
        ByteBuffer bytes = allocate(values.length, Long.BYTES, shape);
        bytes.asLongBuffer().put(values);
        return new NpyArray(NpyType.INT64, boxed(shape), bytes);
    }

    /** The type of the elements. */
    public NpyType type() {
        return type;
    }

    /** The sizes; none for a single number. */
    public List<Long> shape() {
        return shape;
    }

    /** The number of elements, at most 2³¹ - 9. */
    public int length() {
        return bytes.capacity() / type.bytes();
    }

    /** An element by its place in row-major order; 64-bit integers beyond 2⁵³ are rounded. */
    public double getDouble(int index) {
        return type.getDouble(bytes, index * type.bytes());
    }

    /**
     * An element of an integer or boolean array by its place in row-major order.
     *
     * @throws ArithmeticException for a uint64 that a long cannot hold
     */
    public long getLong(int index) {
        return type.getLong(bytes, index * type.bytes());
    }

    /** The elements as the file has them, in the order of bytes that is set; no copy. */
    public ByteBuffer bytes() {
        return bytes.duplicate().order(bytes.order());
    }

    /** The same elements with the last of four dimensions as the second: [N,H,W,C] becomes [N,C,H,W]. A copy. */
    public NpyArray channelsFirst() {
        int channels = shape.get(3).intValue();
        int plane = (int) (shape.get(1) * shape.get(2));
        int size = type.bytes();
        byte[] turned = new byte[bytes.capacity()];
        ByteBuffer source = bytes();
        for (int n = 0; n < shape.get(0); n++) {
            int first = n * plane * channels;
            for (int c = 0; c < channels; c++) {
                for (int i = 0; i < plane; i++) {
                    source.get((first + i * channels + c) * size, turned, (first + c * plane + i) * size, size);
                }
            }
        }
        return new NpyArray(
                type,
                List.of(shape.get(0), shape.get(3), shape.get(1), shape.get(2)),
                ByteBuffer.wrap(turned).order(bytes.order()));
    }

    private static ByteBuffer allocate(int length, int elementBytes, long[] shape) {
        long expected = 1;
        for (long size : shape) {
            expected = Math.multiplyExact(expected, size);
        }
        if (expected != length) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "%d values for the shape %s", length, boxed(shape)));
        }
        return ByteBuffer.allocate(Math.multiplyExact(length, elementBytes)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static List<Long> boxed(long[] shape) {
        return Arrays.stream(shape).boxed().toList();
    }
}
