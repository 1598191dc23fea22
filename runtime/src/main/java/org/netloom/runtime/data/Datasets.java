package org.netloom.runtime.data;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.netloom.runtime.Network;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.internal.io.FileKind;
import org.netloom.runtime.internal.io.HeapLimit;
import org.netloom.runtime.loss.Loss;

/**
 * Opens data by what a user writes: the name {@code glyphs}, {@code mnist} or {@code fashion_mnist}, a directory of IDX
 * files, a {@code .txt} file, or an {@code .npz} file; other kinds come in jars on the class path ({@link DataFormat}). A
 * name wins over a directory that is called the same; {@code ./mnist} is the directory.
 *
 * <p>Everything throws {@link NetworkException}, in one sentence that names the file, where data are missing, corrupt
 * or not what they should be.
 */
public final class Datasets {
    private final DataFormats formats;

    Datasets(Downloads downloads) {
        formats = new DataFormats(downloads);
    }

    /** The names that data have, beside paths. */
    public static List<String> names() {
        return new Datasets(Downloads.standard(message -> {})).formats.names();
    }

    /** Opens data to train and test on, whose examples have a shape of their own: all but text. */
    public static DataSplit open(String spec) {
        return open(spec, List.of(), message -> {});
    }

    /**
     * Opens data to train and test on.
     *
     * @param inputShape of the network, whose steps are the length of an example of text
     * @param progress is told, in a few words, of what takes time: a download
     */
    public static DataSplit open(String spec, List<Integer> inputShape, Consumer<String> progress) {
        return new Datasets(Downloads.standard(progress)).split(DataRequest.of(spec, inputShape, progress));
    }

    /** Opens data to train and test a network on, for which whole numbers are tokens where it begins with embed. */
    public static DataSplit open(String spec, Network network, Consumer<String> progress) {
        return new Datasets(Downloads.standard(progress)).split(DataRequest.of(spec, network, progress));
    }

    /** Opens the same training examples as {@link #open(String, Network, Consumer)}, without their classes. */
    public static Dataset openTrainingInputs(String spec, Network network, Consumer<String> progress) {
        return new Datasets(Downloads.standard(progress))
                .split(DataRequest.of(spec, network, progress).withoutLabels())
                .train();
    }

    /**
     * Opens data to measure a network on: the test part of a name, a directory or a text; of an {@code .npz} file {@code
     * x_test} and {@code y_test} where it has them, otherwise all of {@code x} and {@code y}.
     *
     * @param inputShape of the network, as for {@link #open(String, List, Consumer)}
     */
    public static Dataset openTest(String spec, List<Integer> inputShape, Consumer<String> progress) {
        return new Datasets(Downloads.standard(progress)).test(DataRequest.of(spec, inputShape, progress));
    }

    /** As {@link #openTest(String, List, Consumer)}, with tokens as {@link #open(String, Network, Consumer)} has them. */
    public static Dataset openTest(String spec, Network network, Consumer<String> progress) {
        return new Datasets(Downloads.standard(progress)).test(DataRequest.of(spec, network, progress));
    }

    /**
     * Opens what training tests on: the test part, and of an {@code .npz} file without one the tenth that is held out, none
     * of which training learns from.
     */
    public static Dataset openHeldOut(String spec, Network network, Consumer<String> progress) {
        return open(spec, network, progress).test();
    }

    /** Opens the same examples as {@code openTest} to predict, without their classes, which need not be there. */
    public static Dataset openInputs(String spec, Network network, Consumer<String> progress) {
        return new Datasets(Downloads.standard(progress))
                .test(DataRequest.of(spec, network, progress).withoutLabels());
    }

    /** Some of the examples, drawn by a seed: the same ones each time. */
    public static Dataset sample(Dataset data, int size, long seed) {
        if (size < 1 || size > data.size()) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "%d of %d examples", size, data.size()));
        }
        return size == data.size() ? data : Subset.sample(data, size, seed);
    }

    /**
     * Refuses data whose inputs a network cannot take; their targets do not matter.
     *
     * @throws NetworkException naming the shape or the value that does not fit
     */
    public static void requireFit(Dataset data, Network network) {
        new Fit(data, network).requireInputs();
    }

    /**
     * Refuses data, a network and a loss that do not go together: inputs of another shape, classes where the loss takes
     * numbers or the other way round, as many targets as the network has no outputs, and values that are no targets.
     *
     * @throws NetworkException naming what does not fit, and what does
     */
    public static void requireFit(Dataset data, Network network, Loss loss) {
        Fit fit = new Fit(data, network);
        fit.requireInputs();
        fit.requireTargets(loss);
    }

    /**
     * Refuses a network whose outputs are no values for classes: neither a vector, nor a sequence of such.
     *
     * @throws NetworkException naming the output, and what makes a vector of it
     */
    public static void requireRows(Network network) {
        Fit.requireRows(network);
    }

    DataSplit split(DataRequest request) {
        return HeapLimit.within(request.spec(), () -> format(request.spec()).open(request));
    }

    Dataset test(DataRequest request) {
        return HeapLimit.within(request.spec(), () -> format(request.spec()).openTest(request));
    }

    private DataFormat format(String spec) {
        return formats.named(spec).orElseGet(() -> {
            Path path = path(spec);
            return formats.reading(path).orElseThrow(() -> unreadable(path));
        });
    }

    private Path path(String spec) {
        Path path;
        try {
            path = Path.of(spec);
        } catch (InvalidPathException e) {
            throw new NetworkException("\"%s\" is neither the name of data nor a path".formatted(spec), e);
        }
        if (!Files.exists(path)) {
            throw unknown(spec);
        }
        if (!Files.isRegularFile(path) && !Files.isDirectory(path)) {
            throw new NetworkException(
                    "%s is a pipe or a device, where a file is expected: its size must be known".formatted(spec));
        }
        return path;
    }

    private NetworkException unknown(String spec) {
        String known = "data are " + formats.described();
        if (spec.contains("/") || spec.contains("\\") || spec.contains(".")) {
            return new NetworkException("there is no file or directory %s; %s".formatted(spec, known));
        }
        String suggestion = formats.names().stream()
                .filter(name -> distance(spec.toLowerCase(Locale.ROOT).replace('-', '_'), name) <= 2)
                .findFirst()
                .map(name -> ", did you mean " + name + "?")
                .orElse(";");
        return new NetworkException("there are no data %s%s %s".formatted(spec, suggestion, known));
    }

    /** Says what a file is instead. */
    private NetworkException unreadable(Path file) {
        if (DataRequest.fileName(file).contains("-ubyte")) {
            return new NetworkException(
                    "%s is one IDX file; give the directory that holds it with the labels".formatted(file));
        }
        String kind = FileKind.of(file);
        return new NetworkException(
                "%s is no .npz file: it %s".formatted(file, kind == null ? "does not begin with PK" : "is " + kind));
    }

    /** The number of letters to insert, delete or replace to get from one word to the other (Levenshtein). */
    private static int distance(String from, String to) {
        int[] row = Order.ascending(to.length() + 1);
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }
}
