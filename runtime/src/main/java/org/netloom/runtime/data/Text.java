package org.netloom.runtime.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.internal.io.HeapLimit;
import org.netloom.runtime.internal.io.IoFailure;

/**
 * A text to be predicted byte by byte. Its bytes are the tokens, so that a network fits every text in every language and
 * encoding. An example is a window of steps + 1 bytes: all but the last are the input, all but the first the labels, so
 * that each position's label is the byte that follows. Windows lie one behind the other and share no byte; what is left
 * over at the end is dropped.
 */
final class Text implements Dataset {
    /** How many values a byte has. */
    private static final int BYTES = 256;

    private static final DataOption TEST =
            DataOption.of("test", "`0.1`", "the part of the windows at the end of the text that is for testing");
    private static final DataOption VALIDATION = DataOption.of(
            "validation", "none", "the part of the windows, right before those, that guides the training");

    /** Files that are text by their names. */
    static final class Format implements DataFormat {
        @Override
        public String description() {
            return "a .txt file";
        }

        @Override
        public List<DataOption> options() {
            return List.of(TEST, VALIDATION);
        }

        @Override
        public boolean reads(Path path) {
            return DataRequest.fileName(path).toLowerCase(Locale.ROOT).endsWith(".txt");
        }

        @Override
        public DataSplit open(DataRequest request) {
            return read(request.path(), request.inputShape(), request.options());
        }
    }

    private final String name;
    private final byte[] bytes;
    private final int steps;
    private final int first;
    private final int size;

    /**
     * @param first the number of the first window in the text
     * @param size how many windows
     */
    private Text(String name, byte[] bytes, int steps, int first, int size) {
        this.name = name;
        this.bytes = bytes;
        this.steps = steps;
        this.first = first;
        this.size = size;
    }

    /**
     * Reads a text; its last tenth is to test on.
     *
     * @param inputShape of the network: [steps]
     */
    static DataSplit read(Path file, List<Integer> inputShape, DataOptions options) {
        if (inputShape.size() != 1) {
            throw new NetworkException(
                    "%s is text, which needs a network that takes tokens, as input(64) embed(256, 32); %s"
                            .formatted(
                                    file,
                                    inputShape.isEmpty()
                                            ? "open it with the network's input shape"
                                            : "this one takes " + Shapes.text(inputShape)));
        }
        byte[] bytes = HeapLimit.within(file, () -> bytes(file));
        int steps = inputShape.get(0);
        long window = steps + 1L;
        int windows = (int) (bytes.length / window);
        if (bytes.length == 0) {
            throw new NetworkException(file + " is empty, where text is expected");
        }
        if (windows < 2) {
            throw new NetworkException(String.format(
                    Locale.ROOT,
                    "%s holds %,d bytes, where input(%d) needs %,d: a window of %,d to train on and one to test on; a longer text or fewer steps will do",
                    file,
                    bytes.length,
                    steps,
                    2 * window,
                    window));
        }
        int testing = part(windows, options.fraction(TEST.name(), 0.1));
        int validating = options.has(VALIDATION.name()) ? part(windows, options.fraction(VALIDATION.name(), 0)) : 0;
        int training = windows - testing - validating;
        if (training < 1) {
            throw new NetworkException(String.format(
                    Locale.ROOT,
                    "%s holds %d windows of %d bytes, of which %d to test on and %d to validate on leave none to train on",
                    file,
                    windows,
                    window,
                    testing,
                    validating));
        }
        String name = String.valueOf(file.getFileName());
        return DataSplit.of(
                        new Text(name, bytes, steps, 0, training),
                        new Text(name, bytes, steps, windows - testing, testing))
                .withValidation(validating == 0 ? null : new Text(name, bytes, steps, training, validating))
                .withHeldOut(true)
                .withNote(options.has(TEST.name()) ? "its last windows are held out" : null);
    }

    private static int part(int windows, double share) {
        return Math.max(1, (int) (windows * share));
    }

    private static byte[] bytes(Path file) {
        try {
            long length = Files.size(file);
            // The longest array that every JVM can make.
            if (length > Integer.MAX_VALUE - 8) {
                throw new NetworkException(String.format(
                        Locale.ROOT,
                        "%s holds %,d bytes, where %,d are the most; split it",
                        file,
                        length,
                        Integer.MAX_VALUE - 8));
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw IoFailure.of("read " + file, e);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public List<Integer> shape() {
        return List.of(steps);
    }

    @Override
    public int classes() {
        return BYTES;
    }

    @Override
    public int positions() {
        return steps;
    }

    @Override
    public int tokens() {
        return BYTES;
    }

    @Override
    public void copy(int index, float[] into, int offset) {
        for (int t = 0; t < steps; t++) {
            into[offset + t] = at(index, t);
        }
    }

    @Override
    public int label(int index) {
        return label(index, 0);
    }

    @Override
    public int label(int index, int position) {
        return at(index, position + 1);
    }

    private int at(int index, int place) {
        return bytes[(first + index) * (steps + 1) + place] & 0xFF;
    }
}
