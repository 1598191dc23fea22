package org.netloom.runtime.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.internal.io.FileKind;
import org.netloom.runtime.internal.io.HeapLimit;
import org.netloom.runtime.internal.io.IoFailure;

/**
 * CIFAR's binary files: images of 3x32x32, each behind its label. CIFAR-10 has {@code data_batch_1.bin} and on, {@code
 * test_batch.bin} and the names in {@code batches.meta.txt}; CIFAR-100 has {@code train.bin}, {@code test.bin}, two labels
 * an image, and the names in {@code fine_label_names.txt} and {@code coarse_label_names.txt}.
 */
final class CifarDirectory implements DataFormat {
    static final DataOption LABELS =
            DataOption.of("labels", "`fine`", "of CIFAR-100: `fine`, one of 100 classes, or `coarse`, one of 20");

    private static final List<Integer> SHAPE = List.of(3, 32, 32);
    private static final int PIXELS = 3 * 32 * 32;

    @Override
    public String description() {
        return "a directory of CIFAR's binary files";
    }

    @Override
    public List<DataOption> options() {
        List<DataOption> all = new ArrayList<>(List.of(LABELS));
        all.addAll(Splits.OPTIONS);
        return List.copyOf(all);
    }

    @Override
    public boolean reads(Path path) {
        return Files.isDirectory(path) && (!batches(path).isEmpty() || Files.exists(path.resolve("train.bin")));
    }

    @Override
    public DataSplit open(DataRequest request) {
        return read(request.path(), request.fileName(), request);
    }

    @Override
    public Dataset openTest(DataRequest request) {
        return readTest(request.path(), request.fileName(), request);
    }

    /** @param name for the data set */
    static DataSplit read(Path directory, String name, DataRequest request) {
        return new Opened(directory, name, request).split();
    }

    /** The test part, and where there is none the examples that are held out. */
    static Dataset readTest(Path directory, String name, DataRequest request) {
        Opened opened = new Opened(directory, name, request);
        Dataset test = opened.test();
        return test == null ? opened.split().test() : test;
    }

    /** CIFAR-10's training files, in the order of their numbers. */
    private static List<Path> batches(Path directory) {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(file -> String.valueOf(file.getFileName()).matches("data_batch_\\d\\.bin"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw IoFailure.of("read " + directory, e);
        }
    }

    /** One directory. */
    private static final class Opened {
        private final DataRequest request;
        private final Path directory;
        private final String name;
        private final boolean hundred;
        private final boolean coarse;
        private final Splits splits;
        private final List<String> names;

        Opened(Path directory, String name, DataRequest request) {
            this.request = request;
            this.directory = directory;
            this.name = name;
            splits = Splits.of(request);
            hundred = batches(directory).isEmpty();
            coarse = request.options()
                    .choice(LABELS.name(), "fine", List.of("fine", "coarse"))
                    .equals("coarse");
            if (coarse && !hundred) {
                throw new NetworkException("%s is CIFAR-10, which has no coarse labels".formatted(directory));
            }
            names = names();
        }

        DataSplit split() {
            List<Path> files = hundred ? List.of(directory.resolve("train.bin")) : batches(directory);
            Dataset train = read(files, request.labels() || splits.isAsked());
            Dataset test = test();
            DataSplit split = test == null ? splits.split(train) : splits.split(train, test);
            return split.withPreprocessing(Preprocessing.none().withClassNames(names));
        }

        @Nullable Dataset test() {
            Path file = directory.resolve(hundred ? "test.bin" : "test_batch.bin");
            return Files.exists(file) ? read(List.of(file), request.labels()) : null;
        }

        private int classes() {
            return hundred ? coarse ? 20 : 100 : 10;
        }

        /** A line for each class; none where there is no such file. */
        private List<String> names() {
            Path file =
                    directory.resolve(hundred ? (coarse ? "coarse" : "fine") + "_label_names.txt" : "batches.meta.txt");
            if (!Files.exists(file)) {
                return List.of();
            }
            try {
                List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8).stream()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .toList();
                if (lines.size() != classes()) {
                    throw new NetworkException(String.format(
                            Locale.ROOT, "%s names %d classes, where there are %d", file, lines.size(), classes()));
                }
                return lines;
            } catch (IOException e) {
                throw IoFailure.of("read " + file, e);
            }
        }

        private Dataset read(List<Path> files, boolean labeled) {
            int record = PIXELS + (hundred ? 2 : 1);
            long total = 0;
            List<Long> sizes = new ArrayList<>();
            for (Path file : files) {
                long size = size(file);
                if (size == 0 || size % record != 0) {
                    String kind = FileKind.of(file);
                    throw new NetworkException(String.format(
                            Locale.ROOT,
                            "%s is no whole file of CIFAR-%s: %s",
                            file,
                            hundred ? "100" : "10",
                            kind != null
                                    ? "it is " + kind
                                    : String.format(
                                            Locale.ROOT, "it has %d bytes, and each image takes %d", size, record)));
                }
                sizes.add(size / record);
                total += size / record;
            }
            if (total * PIXELS > Integer.MAX_VALUE - 8) {
                throw new NetworkException(
                        String.format(Locale.ROOT, "%s holds %,d images, which is more than 2 GB", directory, total));
            }
            int count = (int) total;
            return HeapLimit.within(directory, () -> read(files, sizes, count, labeled));
        }

        private Dataset read(List<Path> files, List<Long> sizes, int count, boolean labeled) {
            byte[] pixels = new byte[count * PIXELS];
            byte[] labels = new byte[count];
            byte[] record = new byte[hundred ? 2 : 1];
            int at = 0;
            for (int f = 0; f < files.size(); f++) {
                Path file = files.get(f);
                try (InputStream in = Files.newInputStream(file)) {
                    for (long i = 0; i < sizes.get(f); i++, at++) {
                        if (in.readNBytes(record, 0, record.length) < record.length
                                || in.readNBytes(pixels, at * PIXELS, PIXELS) < PIXELS) {
                            throw new EOFException();
                        }
                        labels[at] = record[hundred && !coarse ? 1 : 0];
                        if (labeled && (labels[at] & 0xFF) >= classes()) {
                            throw new NetworkException(String.format(
                                    Locale.ROOT,
                                    "%s holds the label %d at image %d, where classes are 0 to %d: it is no file of CIFAR-%s",
                                    file,
                                    labels[at] & 0xFF,
                                    i,
                                    classes() - 1,
                                    hundred ? "100" : "10"));
                        }
                    }
                } catch (IOException e) {
                    throw IoFailure.of("read " + file, e);
                }
            }
            Labels known = labeled ? Labels.of(labels) : Labels.none(count);
            return new ByteImages(name, SHAPE, pixels, known).withClassNames(labeled ? names : List.of());
        }

        private static long size(Path file) {
            try {
                return Files.size(file);
            } catch (IOException e) {
                throw IoFailure.of("read " + file, e);
            }
        }
    }
}
