package org.netloom.runtime.data;

import java.nio.ByteBuffer;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.internal.npy.NpyArray;
import org.netloom.runtime.internal.npy.NpyType;

/** Examples of numbers, kept as the bytes that a NumPy file has and taken as they are. */
final class FloatExamples implements Dataset {
    private final String name;
    private final List<Integer> shape;
    private final int length;
    private final NpyArray values;
    private final Labels labels;
    private final String place;

    /** @param place what the array is called and where it lies, for messages: {@code x in digits.npz} */
    FloatExamples(String name, List<Integer> shape, NpyArray values, Labels labels, String place) {
        this.name = name;
        this.shape = shape;
        this.length = shape.stream().reduce(1, Math::multiplyExact);
        this.values = values;
        this.labels = labels;
        this.place = place;
        if ((long) labels.size() * length != values.length()) {
            throw new IllegalArgumentException(labels.size() + " labels for " + values.length() + " values");
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int size() {
        return labels.size();
    }

    @Override
    public List<Integer> shape() {
        return shape;
    }

    @Override
    public int classes() {
        return labels.classes();
    }

    @Override
    public void copy(int index, float[] into, int offset) {
        if (values.type() == NpyType.FLOAT32) {
            example(index).asFloatBuffer().get(into, offset, length);
            return;
        }
        for (int i = 0; i < length; i++) {
            into[offset + i] = (float) values.getDouble(index * length + i);
            if (Float.isInfinite(into[offset + i])) {
                throw beyondFloat(index * length + i);
            }
        }
    }

    @Override
    public void copy(int index, double[] into, int offset) {
        if (values.type() == NpyType.FLOAT64) {
            example(index).asDoubleBuffer().get(into, offset, length);
            return;
        }
        for (int i = 0; i < length; i++) {
            into[offset + i] = values.getDouble(index * length + i);
        }
    }

    @Override
    public void requireFinite(DataType type) {
        for (int i = 0; type == DataType.FLOAT && values.type() == NpyType.FLOAT64 && i < values.length(); i++) {
            if (Float.isInfinite((float) values.getDouble(i))) {
                throw beyondFloat(i);
            }
        }
    }

    private NetworkException beyondFloat(int index) {
        return new NetworkException(
                "%s holds %s at %s, which is no float, since those end at 3.4e38; scale it, or compute in double (--dtype double)"
                        .formatted(place, values.getDouble(index), Shapes.position(index, values.shape())));
    }

    /** The bytes of one example. */
    private ByteBuffer example(int index) {
        int bytes = values.type().bytes();
        ByteBuffer all = values.bytes();
        // A slice forgets the order of bytes.
        return all.slice(index * length * bytes, length * bytes).order(all.order());
    }

    @Override
    public int positions() {
        return labels.positions();
    }

    @Override
    public int label(int index) {
        return labels.get(index, 0);
    }

    @Override
    public int label(int index, int position) {
        return labels.get(index, position);
    }
}
