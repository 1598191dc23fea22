package org.netloom.runtime.data;

import java.nio.ByteBuffer;
import java.util.List;
import org.netloom.runtime.data.npy.NpyArray;

/** Examples of floating-point numbers, kept as the bytes that a NumPy file has and taken as they are. */
final class FloatExamples implements Dataset {
    private final String name;
    private final List<Integer> shape;
    private final int length;
    private final NpyArray values;
    private final Labels labels;

    FloatExamples(String name, List<Integer> shape, NpyArray values, Labels labels) {
        this.name = name;
        this.shape = shape;
        this.length = shape.stream().reduce(1, Math::multiplyExact);
        this.values = values;
        this.labels = labels;
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
        int bytes = values.type().bytes();
        ByteBuffer all = values.bytes();
        // A slice forgets the order of bytes.
        ByteBuffer example = all.slice(index * length * bytes, length * bytes).order(all.order());
        if (bytes == Float.BYTES) {
            example.asFloatBuffer().get(into, offset, length);
            return;
        }
        for (int i = 0; i < length; i++) {
            into[offset + i] = (float) example.getDouble(i * bytes);
        }
    }

    @Override
    public int label(int index) {
        return labels.get(index);
    }
}
