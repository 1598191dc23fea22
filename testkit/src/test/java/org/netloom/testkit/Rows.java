package org.netloom.testkit;

import java.util.List;
import java.util.SplittableRandom;
import org.netloom.runtime.data.Dataset;

/** Random examples of three classes, the same each time. */
record Rows(List<Integer> shape, int size) implements Dataset {
    @Override
    public String name() {
        return "rows";
    }

    @Override
    public int classes() {
        return 3;
    }

    @Override
    public void copy(int index, float[] into, int offset) {
        SplittableRandom random = new SplittableRandom(100 + index);
        int length = shape.stream().reduce(1, Math::multiplyExact);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextDouble(-2, 3);
        }
        System.arraycopy(values, 0, into, offset, length);
    }

    @Override
    public int label(int index) {
        return index % 3;
    }
}
