package org.netloom.runtime.data;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.netloom.runtime.internal.npy.NpyArray;
import org.netloom.runtime.internal.npy.NpzFile;

/** Arrays, and files of them, for tests. */
abstract class NpzFiles {
    @TempDir
    Path directory;

    static NpyArray floats(float scale, long... shape) {
        int length = 1;
        for (long size : shape) {
            length *= (int) size;
        }
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = scale * (i - 3);
        }
        return NpyArray.of(values, shape);
    }

    static NpyArray classes(int length) {
        long[] values = new long[length];
        for (int i = 0; i < length; i++) {
            values[i] = i % 3;
        }
        return NpyArray.of(values, length);
    }

    final Path write(Object... namesAndArrays) {
        Map<String, NpyArray> arrays = new LinkedHashMap<>();
        for (int i = 0; i < namesAndArrays.length; i += 2) {
            arrays.put((String) namesAndArrays[i], (NpyArray) namesAndArrays[i + 1]);
        }
        Path file = directory.resolve("data.npz");
        NpzFile.write(file, arrays, true);
        return file;
    }
}
