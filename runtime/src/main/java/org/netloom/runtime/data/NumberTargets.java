package org.netloom.runtime.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.nd4j.linalg.api.buffer.DataType;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.internal.npy.NpyArray;

/** Examples of an {@code .npz} file whose y is numbers: [N], [N,K], or of sequences [N,T,K]. */
final class NumberTargets implements Dataset {
    private final Dataset inputs;
    private final NpyArray y;
    private final int targets;
    private final int positions;

    /**
     * Numbers beside inputs.
     *
     * @throws NetworkException where their count is another, or one of them is not finite
     */
    NumberTargets(Dataset inputs, Path file, String xName, String yName, NpyArray y) {
        this.inputs = inputs;
        this.y = y;
        List<Long> shape = y.shape();
        int dimensions = shape.size();
        if (dimensions < 1 || dimensions > 3 || (y.length() == 0 && shape.get(0) > 0)) {
            throw new NetworkException(
                    "%s in %s has the shape %s, where numbers for each example, [N], [N, K] or of sequences [N, T, K], are expected"
                            .formatted(yName, file, shape));
        }
        if (shape.get(0) != inputs.size()) {
            throw new NetworkException(String.format(
                    Locale.ROOT,
                    "%s in %s holds %d examples but %s holds targets of %d",
                    xName,
                    file,
                    inputs.size(),
                    yName,
                    shape.get(0)));
        }
        targets = dimensions == 1 ? 1 : shape.get(dimensions - 1).intValue();
        positions = dimensions == 3 ? shape.get(1).intValue() : 1;
        for (int i = 0; i < y.length(); i++) {
            if (!Double.isFinite(y.getDouble(i))) {
                throw new NetworkException(
                        "%s in %s holds %s at %s".formatted(yName, file, y.getDouble(i), Shapes.position(i, shape)));
            }
        }
    }

    @Override
    public String name() {
        return inputs.name();
    }

    @Override
    public int size() {
        return inputs.size();
    }

    @Override
    public List<Integer> shape() {
        return inputs.shape();
    }

    @Override
    public int classes() {
        return 0;
    }

    @Override
    public int targets() {
        return targets;
    }

    @Override
    public int threads() {
        return inputs.threads();
    }

    @Override
    public int positions() {
        return positions;
    }

    @Override
    public int tokens() {
        return inputs.tokens();
    }

    @Override
    public void copyTargets(int index, double[] into, int offset) {
        int count = targets * positions;
        for (int i = 0; i < count; i++) {
            into[offset + i] = y.getDouble(index * count + i);
        }
    }

    @Override
    public void copy(int index, float[] into, int offset) {
        inputs.copy(index, into, offset);
    }

    @Override
    public void copy(int index, double[] into, int offset) {
        inputs.copy(index, into, offset);
    }

    @Override
    public void requireFinite(DataType type) {
        inputs.requireFinite(type);
    }

    @Override
    public int label(int index) {
        return -1;
    }
}
