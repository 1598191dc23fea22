package org.netloom.runtime.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.netloom.runtime.NetworkException;
import org.netloom.runtime.data.npy.NpyArray;
import org.netloom.runtime.data.npy.NpyType;
import org.netloom.runtime.data.npy.NpzFile;

/**
 * Examples in an {@code .npz} file: inputs {@code x} [N, …] and classes {@code y} [N], and for testing {@code x_test}
 * and {@code y_test}; {@code x_train} and {@code y_train} are as good as {@code x} and {@code y}.
 *
 * <p>An x of uint8 is pixels and scales to 0..1; float32 and float64 are taken as they are. An x [N,H,W] is images of
 * one channel, [N,1,H,W].
 */
final class NpzData {
    /** More classes than any data set has: a larger label is a mistake, and would be memory for an output. */
    private static final int MAX_LABEL = 1_000_000;

    private final Path file;
    private final NpzFile arrays;

    private NpzData(Path file, NpzFile arrays) {
        this.file = file;
        this.arrays = arrays;
    }

    /** Reads the training and the test part; without a test part, examples are held out. */
    static DataSplit read(Path file) {
        try (NpzFile arrays = NpzFile.open(file)) {
            return new NpzData(file, arrays).split();
        }
    }

    /** Reads the test part, or all examples where there is none. */
    static Dataset readTest(Path file, boolean labelled) {
        try (NpzFile arrays = NpzFile.open(file)) {
            NpzData data = new NpzData(file, arrays);
            return data.hasTest() ? data.test(labelled) : data.train(labelled);
        }
    }

    private DataSplit split() {
        Dataset train = train(true);
        if (!hasTest()) {
            if (train.size() < 2) {
                throw new NetworkException(
                        "%s holds 1 example, too few to train on some and test on others".formatted(file));
            }
            return Subset.holdOut(train);
        }
        Dataset test = test(true);
        if (!train.shape().equals(test.shape())) {
            throw new NetworkException("%s holds training examples of %s but test examples of %s"
                    .formatted(file, Shapes.text(train.shape()), Shapes.text(test.shape())));
        }
        return new DataSplit(train, test);
    }

    private boolean hasTest() {
        return arrays.names().contains("x_test");
    }

    private Dataset train(boolean labelled) {
        boolean suffixed = arrays.names().contains("x_train") && !arrays.names().contains("x");
        return suffixed ? part("x_train", "y_train", labelled) : part("x", "y", labelled);
    }

    private Dataset test(boolean labelled) {
        return part("x_test", "y_test", labelled);
    }

    private Dataset part(String xName, String yName, boolean labelled) {
        NpyArray x = array(xName);
        List<Long> full = x.shape();
        if (full.size() < 2 || full.contains(0L)) {
            throw new NetworkException(
                    "%s in %s has the shape %s, where [N, …] with at least one value an example is expected"
                            .formatted(xName, file, full));
        }
        // The elements fit into one Java array, so that every size is an int.
        List<Integer> shape =
                Shapes.ofExample(full.stream().skip(1).map(Long::intValue).toList());
        int size = full.get(0).intValue();
        Labels labels = labelled || arrays.names().contains(yName) ? labels(yName, xName, size) : Labels.none(size);
        String name = String.valueOf(file.getFileName());
        if (x.type() == NpyType.UINT8) {
            return new ByteImages(name, shape, x.bytes().array(), labels);
        }
        if (!x.type().isFloating()) {
            throw new NetworkException(
                    "%s in %s is %s, where uint8 (pixels, scaled to 0..1) or float32 (as it is) is expected"
                            .formatted(xName, file, x.type().numpyName()));
        }
        requireFinite(xName, x);
        return new FloatExamples(name, shape, x, labels, xName + " in " + file);
    }

    private Labels labels(String yName, String xName, int size) {
        NpyArray y = array(yName);
        if (y.type().isFloating()) {
            throw new NetworkException("%s in %s is %s, where classes are whole numbers, as int64 or uint8"
                    .formatted(yName, file, y.type().numpyName()));
        }
        if (y.shape().size() != 1) {
            throw new NetworkException(String.format(
                    Locale.ROOT,
                    "%s in %s has the shape %s, where one class an example, [%d], is expected",
                    yName,
                    file,
                    y.shape(),
                    size));
        }
        if (y.length() != size) {
            throw new NetworkException(String.format(
                    Locale.ROOT,
                    "%s in %s holds %d examples but %s holds %d labels",
                    xName,
                    file,
                    size,
                    yName,
                    y.length()));
        }
        int[] labels = new int[size];
        for (int i = 0; i < size; i++) {
            double label = y.getDouble(i);
            if (label < 0 || label > MAX_LABEL) {
                throw new NetworkException(String.format(
                        Locale.ROOT,
                        "%s in %s holds the label %.0f at %d, where labels are from 0 to %d",
                        yName,
                        file,
                        label,
                        i,
                        MAX_LABEL));
            }
            labels[i] = (int) label;
        }
        return Labels.of(labels);
    }

    private NpyArray array(String name) {
        Set<String> names = arrays.names();
        if (!names.contains(name)) {
            throw new NetworkException("%s holds %s, where %s is expected"
                    .formatted(file, names.isEmpty() ? "no arrays" : "the arrays " + String.join(", ", names), name));
        }
        return arrays.read(name);
    }

    private void requireFinite(String name, NpyArray x) {
        for (int i = 0; i < x.length(); i++) {
            double value = x.getDouble(i);
            if (!Double.isFinite(value)) {
                throw new NetworkException(
                        "%s in %s holds %s at %s".formatted(name, file, value, Shapes.position(i, x.shape())));
            }
        }
    }
}
