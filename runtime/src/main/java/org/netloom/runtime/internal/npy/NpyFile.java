package org.netloom.runtime.internal.npy;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** One array as NumPy writes it: a header and the elements. */
final class NpyFile {
    private NpyFile() {}

    /**
     * Reads one array; what is column-major in the file becomes row-major.
     *
     * @param available how many bytes there can be at most: no memory is taken for more
     * @throws EOFException where the stream ends too early
     */
    static NpyArray read(InputStream in, long available)
            throws IOException, NpyHeader.Malformed, NpyHeader.Unsupported {
        NpyHeader header = NpyHeader.read(in);
        if (header.bytes() > available) {
            throw new EOFException();
        }
        byte[] bytes = new byte[header.bytes()];
        if (in.readNBytes(bytes, 0, bytes.length) < bytes.length) {
            throw new EOFException();
        }
        byte[] ordered = header.columnMajor() ? rowMajor(bytes, header.type().bytes(), header.shape()) : bytes;
        return new NpyArray(
                header.type(), header.shape(), ByteBuffer.wrap(ordered).order(header.order()));
    }

    /** Writes an array row-major and little-endian, which it must be. */
    static void write(NpyArray array, OutputStream out) throws IOException {
        ByteBuffer bytes = array.bytes();
        if (bytes.order() != ByteOrder.LITTLE_ENDIAN && array.type().bytes() > 1) {
            throw new IllegalArgumentException("a big-endian array");
        }
        out.write(NpyHeader.write(array.type(), array.shape()));
        out.write(bytes.array(), bytes.arrayOffset(), bytes.capacity());
    }

    private static byte[] rowMajor(byte[] columnMajor, int elementBytes, List<Long> shape) {
        if (shape.size() < 2 || columnMajor.length == 0) {
            return columnMajor;
        }
        int dimensions = shape.size();
        int[] index = new int[dimensions];
        long[] strides = new long[dimensions];
        long stride = elementBytes;
        for (int d = 0; d < dimensions; d++) {
            strides[d] = stride;
            stride *= shape.get(d);
        }
        byte[] rowMajor = new byte[columnMajor.length];
        long from = 0;
        for (int to = 0; to < rowMajor.length; to += elementBytes) {
            System.arraycopy(columnMajor, (int) from, rowMajor, to, elementBytes);
            // Count up like an odometer, the last index first.
            for (int d = dimensions - 1; d >= 0; d--) {
                from += strides[d];
                if (++index[d] < shape.get(d)) {
                    break;
                }
                from -= strides[d] * shape.get(d);
                index[d] = 0;
            }
        }
        return rowMajor;
    }
}
