package org.netloom.runtime.train;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.internal.npy.NpyArray;
import org.netloom.runtime.internal.npy.NpzFile;

/** A network's outputs for some examples, in the examples' order. */
public final class Predictions {
    private final List<Integer> shape;
    private final float[] logits;
    private final long[] classes;
    private int rows;

    /** @param shape of one output, [K] or [T,K] */
    Predictions(int examples, List<Integer> shape) {
        this.shape = shape;
        long values = shape.stream().mapToLong(Integer::longValue).reduce(examples, Math::multiplyExact);
        if (values > Integer.MAX_VALUE) {
            throw new NetworkException(String.format(
                    Locale.ROOT,
                    "%,d outputs of %s are more values than the %,d that one array holds: predict fewer",
                    examples,
                    shape,
                    Integer.MAX_VALUE));
        }
        this.logits = new float[(int) values];
        this.classes = new long[logits.length / shape.get(shape.size() - 1)];
    }

    void add(Outputs outputs) {
        int columns = outputs.columns();
        for (int row = 0; row < outputs.rows(); row++) {
            for (int k = 0; k < columns; k++) {
                logits[rows * columns + k] = (float) outputs.get(row, k);
            }
            classes[rows] = outputs.argmax(row);
            rows++;
        }
    }

    /** The number of examples. */
    public int size() {
        return shape.size() == 1 ? rows : rows / shape.get(0);
    }

    /** The network's output, one value for each class: [N,K], of sequences [N,T,K], in row-major order. */
    public float[] logits() {
        return logits.clone();
    }

    /** The class with the largest output, [N], of sequences [N,T]. */
    public long[] classes() {
        return classes.clone();
    }

    /**
     * Writes {@code logits} float32 [N,K] and {@code class} int64 [N], of sequences [N,T,K] and [N,T].
     *
     * @throws NetworkException in one sentence, where the file cannot be written
     */
    public void write(Path npz) {
        write(npz, Map.of());
    }

    /**
     * The same, with more float64 arrays of the shape of {@code logits} behind.
     *
     * @param more row-major values by the name of the array
     * @throws NetworkException in one sentence, where the file cannot be written
     */
    public void write(Path npz, Map<String, double[]> more) {
        Map<String, NpyArray> arrays = new LinkedHashMap<>();
        long[] full = Outputs.batched(shape, size());
        arrays.put("logits", NpyArray.of(logits, full));
        arrays.put("class", NpyArray.of(classes, Arrays.copyOf(full, full.length - 1)));
        more.forEach((name, values) -> arrays.put(name, NpyArray.of(values, full)));
        NpzFile.write(npz, arrays, false);
    }
}
