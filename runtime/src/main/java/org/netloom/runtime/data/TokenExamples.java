package org.netloom.runtime.data;

import java.util.List;
import org.netloom.runtime.internal.npy.NpyArray;

/** Sequences of tokens, whole numbers from 0 on, kept as the bytes that a NumPy file has. */
final class TokenExamples implements Dataset {
    private final String name;
    private final List<Integer> shape;
    private final int length;
    private final NpyArray values;
    private final int tokens;
    private final Labels labels;

    /** @param tokens more than the largest of the values, all of which are whole and at least 0 */
    TokenExamples(String name, List<Integer> shape, NpyArray values, int tokens, Labels labels) {
        this.name = name;
        this.shape = shape;
        this.length = shape.stream().reduce(1, Math::multiplyExact);
        this.values = values;
        this.tokens = tokens;
        this.labels = labels;
        if ((long) labels.size() * length != values.length()) {
            throw new IllegalArgumentException(labels.size() + " labels for " + values.length() + " tokens");
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
    public int positions() {
        return labels.positions();
    }

    @Override
    public int tokens() {
        return tokens;
    }

    @Override
    public void copy(int index, float[] into, int offset) {
        for (int i = 0; i < length; i++) {
            into[offset + i] = (float) values.getDouble(index * length + i);
        }
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
