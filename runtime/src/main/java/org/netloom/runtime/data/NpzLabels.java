package org.netloom.runtime.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.internal.npy.NpyArray;

/**
 * The classes in an {@code .npz} file: [N], or [N,T] for sequences; sizes of 1 behind them mean nothing. Whole numbers from
 * 0 on, of any type that can hold them. What is something else is refused with the call of NumPy that mends it.
 */
final class NpzLabels {
    /** More classes than any data set has: a larger label is a mistake, and would be memory for an output. */
    private static final int MAX_LABEL = 1_000_000;

    private final Path file;
    private final String name;
    private final NpyArray y;
    private final boolean asked;

    /** @param asked whether somebody has said that they are classes */
    NpzLabels(Path file, String name, NpyArray y, boolean asked) {
        this.asked = asked;
        this.file = file;
        this.name = name;
        this.y = y;
    }

    /** @param size how many examples {@code xName} has */
    Labels read(String xName, int size) {
        Labels oneHot = oneHot(size);
        if (oneHot != null) {
            return oneHot;
        }
        int positions = positions(xName, size);
        int largest = 0;
        for (int i = 0; i < y.length(); i++) {
            largest = Math.max(largest, label(i));
        }
        if (largest <= 255) {
            byte[] bytes = new byte[y.length()];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) label(i);
            }
            return Labels.of(bytes, positions);
        }
        int[] ints = new int[y.length()];
        for (int i = 0; i < ints.length; i++) {
            ints[i] = label(i);
        }
        return Labels.of(ints, positions);
    }

    /**
     * The places of the ones, of [N,K] or [N,T,K] where of each K numbers one is 1 and all others are 0; null where it is
     * something else. Two classes at each step of a sequence look the same, so that whole numbers [N,K] are one-hot only where
     * somebody says that they are classes.
     */
    private @Nullable Labels oneHot(int size) {
        List<Long> shape = y.shape();
        int dimensions = shape.size();
        boolean vectors = dimensions == 2 && (y.type().isFloating() || asked);
        if ((!vectors && dimensions != 3) || shape.get(0) != size || y.length() == 0) {
            return null;
        }
        int classes = shape.get(dimensions - 1).intValue();
        if (!isOneHot(classes)) {
            return null;
        }
        int[] labels = new int[y.length() / classes];
        for (int i = 0; i < y.length(); i++) {
            if (y.getDouble(i) == 1) {
                labels[i / classes] = i % classes;
            }
        }
        return Labels.of(labels, labels.length / size);
    }

    /** How many classes each example has. */
    private int positions(String xName, int size) {
        List<Long> shape = y.shape();
        int dimensions = shape.size();
        while (dimensions > 1 && shape.get(dimensions - 1) == 1) {
            dimensions--;
        }
        if (dimensions >= 1 && dimensions <= 2 && shape.get(0) == size) {
            int positions = dimensions == 1 ? 1 : shape.get(1).intValue();
            if (positions == 0) {
                throw new NetworkException("%s in %s has the shape %s, which is empty".formatted(name, file, shape));
            }
            return positions;
        }
        if (y.length() == size) {
            throw refused(
                    String.format(
                            Locale.ROOT,
                            "has the shape %s, where one class an example, [%d], is expected",
                            shape,
                            size),
                    ".reshape(-1)");
        }
        if (dimensions <= 2) {
            throw new NetworkException(String.format(
                    Locale.ROOT,
                    "%s in %s holds %d examples but %s holds %d labels",
                    xName,
                    file,
                    size,
                    name,
                    dimensions == 0 ? 1 : shape.get(0)));
        }
        int last = shape.get(dimensions - 1).intValue();
        String expected = String.format(
                Locale.ROOT,
                "has the shape %s, where one class an example, [%d], or one for each step of a sequence, [%d, T], is expected",
                shape,
                size,
                size);
        if (isOneHot(last)) {
            throw refused(expected, String.format(Locale.ROOT, ".argmax(axis=%d)", dimensions - 1));
        }
        throw new NetworkException("%s in %s %s".formatted(name, file, expected));
    }

    private int label(int index) {
        double label = y.getDouble(index);
        if (label >= 0 && label <= MAX_LABEL && label == (int) label) {
            return (int) label;
        }
        String place = y.shape().size() == 1
                ? String.valueOf(index)
                : Shapes.position(index, y.shape()).toString();
        if (label != Math.rint(label)) {
            throw new NetworkException("%s in %s holds %s at %s, where classes are whole numbers from 0 on%s"
                    .formatted(
                            name,
                            file,
                            number(label),
                            place,
                            Double.isFinite(label) ? "; task=numbers takes numbers" : ""));
        }
        throw new NetworkException(String.format(
                Locale.ROOT,
                "%s in %s holds the label %s at %s, where labels are from 0 to %d: classes, %s = np.unique(%s, return_inverse=True) numbers them",
                name,
                file,
                number(label),
                place,
                MAX_LABEL,
                name,
                name));
    }

    /** Whether of each so many numbers one is 1 and all others are 0. */
    private boolean isOneHot(int classes) {
        for (int i = 0; i < y.length(); i += classes) {
            int ones = 0;
            for (int k = 0; k < classes; k++) {
                double value = y.getDouble(i + k);
                if (value != 0 && value != 1) {
                    return false;
                }
                ones += (int) value;
            }
            if (ones != 1) {
                return false;
            }
        }
        return classes > 1;
    }

    private NetworkException refused(String what, String call) {
        return new NetworkException("%s in %s %s: %s%s makes it".formatted(name, file, what, name, call));
    }

    /** Whole numbers without a point. */
    static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e18
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.valueOf(value);
    }
}
