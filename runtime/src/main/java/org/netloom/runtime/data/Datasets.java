package org.netloom.runtime.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.netloom.runtime.Network;
import org.netloom.runtime.NetworkException;
import org.netloom.runtime.io.IoFailure;

/**
 * Opens data by what a user writes: the name {@code glyphs}, {@code mnist} or {@code fashion_mnist}, a directory of IDX
 * files, or an {@code .npz} file. A name wins over a directory that is called the same; {@code ./mnist} is the
 * directory.
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

    /** Opens data to train and test on. */
    public static DataSplit open(String spec) {
        return open(spec, message -> {});
    }

    /**
     * Opens data to train and test on.
     *
     * @param progress is told, in a few words, of what takes time: a download
     */
    public static DataSplit open(String spec, Consumer<String> progress) {
        return new Datasets(Downloads.standard(progress)).split(spec);
    }

    /**
     * Opens data to measure a network on: the test part of a name or a directory; of an {@code .npz} file {@code
     * x_test} and {@code y_test} where it has them, otherwise all of {@code x} and {@code y}.
     */
    public static Dataset openTest(String spec, Consumer<String> progress) {
        return new Datasets(Downloads.standard(progress)).test(spec, true);
    }

    /** Opens the same examples as {@link #openTest} to predict, for which an {@code .npz} file needs no classes. */
    public static Dataset openInputs(String spec, Consumer<String> progress) {
        return new Datasets(Downloads.standard(progress)).test(spec, false);
    }

    /**
     * Refuses data that a network cannot take.
     *
     * @param labelled whether the classes of the examples are needed, too
     * @throws NetworkException naming the shape or the label that does not fit
     */
    public static void requireFit(Dataset data, Network network, boolean labelled) {
        List<Integer> expected = network.inputShape();
        if (!data.shape().equals(expected)) {
            throw new NetworkException("%s holds examples of %s but %s takes %s%s"
                    .formatted(
                            data.name(),
                            Shapes.text(data.shape()),
                            network.name(),
                            Shapes.text(expected),
                            isChannelsLast(data.shape(), expected)
                                    ? "; the channels are last: x.transpose(0, 3, 1, 2) puts them first"
                                    : ""));
        }
        if (!labelled) {
            return;
        }
        if (data.classes() == 0) {
            throw new NetworkException(data.name() + " holds no classes, only inputs");
        }
        int outputs = network.outputShape().stream().reduce(1, Math::multiplyExact);
        for (int i = 0; data.classes() > outputs && i < data.size(); i++) {
            if (data.label(i) >= outputs) {
                throw new NetworkException("%s holds the label %d (example %d) but %s tells %d classes apart, 0 to %d"
                        .formatted(data.name(), data.label(i), i, network.name(), outputs, outputs - 1));
            }
        }
    }

    DataSplit split(String spec) {
        if (spec.equals(GLYPHS)) {
            return Glyphs.split();
        }
        if (downloads.names().contains(spec)) {
            return IdxDirectory.read(downloads.provide(spec), spec);
        }
        Path path = path(spec);
        return Files.isDirectory(path) ? IdxDirectory.read(path, fileName(path)) : NpzData.read(path);
    }

    Dataset test(String spec, boolean labelled) {
        if (spec.equals(GLYPHS)) {
            return Glyphs.split().test();
        }
        if (downloads.names().contains(spec)) {
            return IdxDirectory.readTest(downloads.provide(spec), spec);
        }
        Path path = path(spec);
        return Files.isDirectory(path) ? IdxDirectory.readTest(path, fileName(path)) : NpzData.readTest(path, labelled);
    }

    private List<String> names() {
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
        if (!Files.isDirectory(path)) {
            requireArchive(path);
        }
        return path;
    }

    private NetworkException unknown(String spec) {
        String known = "data are " + String.join(", ", names()) + ", a directory of IDX files, or an .npz file";
        if (spec.contains("/") || spec.contains("\\") || spec.contains(".")) {
            return new NetworkException("there is no file or directory %s; %s".formatted(spec, known));
        }
        String suggestion = names().stream()
                .filter(name -> distance(spec.toLowerCase(Locale.ROOT).replace('-', '_'), name) <= 2)
                .findFirst()
                .map(name -> ", did you mean " + name + "?")
                .orElse(";");
        return new NetworkException("there are no data %s%s %s".formatted(spec, suggestion, known));
    }

    /** Says what a file is instead, before a reader of zip archives says only what it is not. */
    private static void requireArchive(Path file) {
        byte[] start;
        try (InputStream in = Files.newInputStream(file)) {
            start = in.readNBytes(2);
        } catch (IOException e) {
            throw IoFailure.of("read " + file, e);
        }
        if (Arrays.equals(start, new byte[] {'P', 'K'})) {
            return;
        }
        if (fileName(file).contains("-ubyte")) {
            throw new NetworkException(
                    "%s is one IDX file; give the directory that holds it with the labels".formatted(file));
        }
        throw new NetworkException("%s is no .npz file: it does not begin with PK".formatted(file));
    }

    private static String fileName(Path path) {
        return String.valueOf(path.toAbsolutePath().normalize().getFileName());
    }

    private static boolean isChannelsLast(List<Integer> shape, List<Integer> expected) {
        return shape.size() == 3 && expected.equals(List.of(shape.get(2), shape.get(0), shape.get(1)));
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
