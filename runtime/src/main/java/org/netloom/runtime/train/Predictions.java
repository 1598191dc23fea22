package org.netloom.runtime.train;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.netloom.runtime.data.npy.NpyArray;
import org.netloom.runtime.data.npy.NpzFile;

/** A network's outputs for some examples, in the examples' order. */
public final class Predictions {
    private final int columns;
    private final float[] logits;
    private final long[] classes;
    private int size;

    Predictions(int examples, int columns) {
        this.columns = columns;
        this.logits = new float[Math.multiplyExact(examples, columns)];
        this.classes = new long[examples];
    }

    void add(Outputs outputs, int row) {
        for (int k = 0; k < columns; k++) {
            logits[size * columns + k] = (float) outputs.get(row, k);
        }
        classes[size] = outputs.argmax(row);
        size++;
    }

    /** The number of examples. */
    public int size() {
        return size;
    }

    /** The network's output, one value for each class: [N,K] in row-major order. */
    public float[] logits() {
        return logits.clone();
    }

    /** The class with the largest output, [N]. */
    public long[] classes() {
        return classes.clone();
    }

    /**
     * Writes {@code logits} float32 [N,K] and {@code class} int64 [N].
     *
     * @throws org.netloom.runtime.NetworkException in one sentence, where the file cannot be written
     */
    public void write(Path npz) {
        Map<String, NpyArray> arrays = new LinkedHashMap<>();
        arrays.put("logits", NpyArray.of(logits, size, columns));
        arrays.put("class", NpyArray.of(classes, size));
        NpzFile.write(npz, arrays, false);
    }
}
