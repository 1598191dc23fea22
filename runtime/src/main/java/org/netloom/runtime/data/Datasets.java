package org.netloom.runtime.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.netloom.runtime.Network;
import org.netloom.runtime.NetworkException;
import org.netloom.runtime.io.FileKind;
import org.netloom.runtime.io.HeapLimit;
import org.netloom.runtime.io.IoFailure;

/**
 * Opens data by what a user writes: the name {@code glyphs}, {@code mnist} or {@code fashion_mnist}, a directory of IDX
 * files, an {@code .npz} file, or a {@code .txt} file. A name wins over a directory that is called the same; {@code
 * ./mnist} is the directory.
 *
 * <p>Everything throws {@link NetworkException}, in one sentence that names the file, where data are missing, corrupt
 * or not what they should be.
 */
public final class Datasets {
    private static final String GLYPHS = "glyphs";

    private final Downloads downloads;

    Datasets(Downloads downloads) {
        this.downloads = downloads;
    }

    /** The names that data have, beside paths. */
    public static List<String> names() {
        return new Datasets(Downloads.standard(message -> {})).known();
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
        return new Datasets(Downloads.standard(progress)).split(spec, Wanted.of(inputShape));
    }

    /** Opens data to train and test a network on, for which whole numbers are tokens where it begins with embed. */
    public static DataSplit open(String spec, Network network, Consumer<String> progress) {
        return new Datasets(Downloads.standard(progress)).split(spec, Wanted.of(network));
    }

    /** Opens the same training examples as {@link #open(String, Network, Consumer)}, without their classes. */
    public static Dataset openTrainingInputs(String spec, Network network, Consumer<String> progress) {
        return new Datasets(Downloads.standard(progress))
                .split(spec, Wanted.of(network).withoutLabels())
                .train();
    }

    /**
     * Opens data to measure a network on: the test part of a name, a directory or a text; of an {@code .npz} file {@code
     * x_test} and {@code y_test} where it has them, otherwise all of {@code x} and {@code y}.
     *
     * @param inputShape of the network, as for {@link #open(String, List, Consumer)}
     */
    public static Dataset openTest(String spec, List<Integer> inputShape, Consumer<String> progress) {
        return new Datasets(Downloads.standard(progress)).test(spec, Wanted.of(inputShape));
    }

    /** As {@link #openTest(String, List, Consumer)}, with tokens as {@link #open(String, Network, Consumer)} has them. */
    public static Dataset openTest(String spec, Network network, Consumer<String> progress) {
        return new Datasets(Downloads.standard(progress)).test(spec, Wanted.of(network));
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
                .test(spec, Wanted.of(network).withoutLabels());
    }

    /** Some of the examples, drawn by a seed: the same ones each time. */
    public static Dataset sample(Dataset data, int size, long seed) {
        if (size < 1 || size > data.size()) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "%d of %d examples", size, data.size()));
        }
        return size == data.size() ? data : Subset.sample(data, size, seed);
    }

    /**
     * Refuses data that a network cannot take.
     *
     * @param labeled whether the classes of the examples are needed, too
     * @throws NetworkException naming the shape or the label that does not fit
     */
    public static void requireFit(Dataset data, Network network, boolean labeled) {
        new Fit(data, network).require(labeled);
    }

    /**
     * Refuses a network whose outputs are no values for classes: neither a vector, nor a sequence of such.
     *
     * @throws NetworkException naming the output, and what makes a vector of it
     */
    public static void requireRows(Network network) {
        Fit.requireRows(network);
    }

    DataSplit split(String spec, Wanted wanted) {
        return HeapLimit.within(spec, () -> splitWithin(spec, wanted));
    }

    private DataSplit splitWithin(String spec, Wanted wanted) {
        if (spec.equals(GLYPHS)) {
            return Glyphs.split();
        }
        if (downloads.names().contains(spec)) {
            return IdxDirectory.read(downloads.provide(spec), spec, wanted.labels());
        }
        Path path = path(spec);
        if (Files.isDirectory(path)) {
            return IdxDirectory.read(path, fileName(path), wanted.labels());
        }
        return isText(path) ? Text.read(path, wanted.inputShape()) : NpzData.read(requireArchive(path), wanted);
    }

    Dataset test(String spec, Wanted wanted) {
        return HeapLimit.within(spec, () -> testWithin(spec, wanted));
    }

    private Dataset testWithin(String spec, Wanted wanted) {
        if (spec.equals(GLYPHS)) {
            return Glyphs.split().test();
        }
        if (downloads.names().contains(spec)) {
            return IdxDirectory.readTest(downloads.provide(spec), spec, wanted.labels());
        }
        Path path = path(spec);
        if (Files.isDirectory(path)) {
            return IdxDirectory.readTest(path, fileName(path), wanted.labels());
        }
        return isText(path)
                ? Text.read(path, wanted.inputShape()).test()
                : NpzData.readTest(requireArchive(path), wanted);
    }

    private List<String> known() {
        List<String> names = new ArrayList<>();
        names.add(GLYPHS);
        names.addAll(downloads.names());
        return names;
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

    private static boolean isText(Path path) {
        return fileName(path).toLowerCase(Locale.ROOT).endsWith(".txt");
    }

    private NetworkException unknown(String spec) {
        String known =
                "data are " + String.join(", ", known()) + ", a directory of IDX files, an .npz file, or a .txt file";
        if (spec.contains("/") || spec.contains("\\") || spec.contains(".")) {
            return new NetworkException("there is no file or directory %s; %s".formatted(spec, known));
        }
        String suggestion = known().stream()
                .filter(name -> distance(spec.toLowerCase(Locale.ROOT).replace('-', '_'), name) <= 2)
                .findFirst()
                .map(name -> ", did you mean " + name + "?")
                .orElse(";");
        return new NetworkException("there are no data %s%s %s".formatted(spec, suggestion, known));
    }

    /** Says what a file is instead, before a reader of zip archives says only what it is not. */
    private static Path requireArchive(Path file) {
        byte[] start;
        try (InputStream in = Files.newInputStream(file)) {
            start = in.readNBytes(FileKind.BYTES);
        } catch (IOException e) {
            throw IoFailure.of("read " + file, e);
        }
        if (start.length >= 2 && start[0] == 'P' && start[1] == 'K') {
            return file;
        }
        if (fileName(file).contains("-ubyte")) {
            throw new NetworkException(
                    "%s is one IDX file; give the directory that holds it with the labels".formatted(file));
        }
        String kind = FileKind.of(start);
        throw new NetworkException(
                "%s is no .npz file: it %s".formatted(file, kind == null ? "does not begin with PK" : "is " + kind));
    }

    private static String fileName(Path path) {
        return String.valueOf(path.toAbsolutePath().normalize().getFileName());
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
