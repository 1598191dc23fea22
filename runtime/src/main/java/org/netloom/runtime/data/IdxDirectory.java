package org.netloom.runtime.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.exception.NetworkException;

/**
 * A directory of IDX files under MNIST's names: {@code train-images-idx3-ubyte}, {@code train-labels-idx1-ubyte},
 * {@code t10k-images-idx3-ubyte}, {@code t10k-labels-idx1-ubyte}; {@code test} for {@code t10k}, a '.' before {@code
 * idx} and {@code .gz} at the end are as good.
 */
final class IdxDirectory implements DataFormat {
    private static final List<String> TRAIN = List.of("train");
    private static final List<String> TEST = List.of("t10k", "test");

    @Override
    public String description() {
        return "a directory of IDX files";
    }

    @Override
    public boolean reads(Path path) {
        return Files.isDirectory(path);
    }

    @Override
    public List<DataOption> options() {
        return Splits.OPTIONS;
    }

    @Override
    public DataSplit open(DataRequest request) {
        return read(request.path(), request.fileName(), request);
    }

    @Override
    public Dataset openTest(DataRequest request) {
        return readTest(request.path(), request.fileName(), request);
    }

    /** Reads the training and the test part; without a test part, examples are held out. */
    static DataSplit read(Path directory, String name, DataRequest request) {
        Splits splits = Splits.of(request);
        boolean labeled = request.labels() || splits.isAsked();
        Dataset train = part(directory, name, TRAIN, labeled);
        if (train == null) {
            throw new NetworkException("%s holds no train-images-idx3-ubyte%s (with or without .gz)"
                    .formatted(directory, labeled ? " and train-labels-idx1-ubyte" : ""));
        }
        Dataset test = part(directory, name, TEST, labeled);
        if (test == null) {
            return splits.split(train);
        }
        if (!train.shape().equals(test.shape())) {
            throw new NetworkException("%s holds training images of %s but test images of %s"
                    .formatted(directory, Shapes.text(train.shape()), Shapes.text(test.shape())));
        }
        return splits.split(train, test);
    }

    /** Reads the test part alone; without one, the examples that {@link #read} holds out. */
    static Dataset readTest(Path directory, String name, DataRequest request) {
        Dataset test = part(directory, name, TEST, request.labels());
        return test == null ? read(directory, name, request).test() : test;
    }

    private static @Nullable Dataset part(Path directory, String name, List<String> prefixes, boolean labeled) {
        Path images = find(directory, prefixes, "images", 3);
        Path labels = find(directory, prefixes, "labels", 1);
        if (images == null) {
            if (labels == null || !labeled) {
                return null;
            }
            throw new NetworkException(
                    "%s holds %s but no images for these labels".formatted(directory, labels.getFileName()));
        }
        if (!labeled) {
            return examples(name, IdxFile.read(images), null);
        }
        if (labels == null) {
            throw new NetworkException(
                    "%s holds %s but no labels for these images".formatted(directory, images.getFileName()));
        }
        return examples(name, IdxFile.read(images), IdxFile.read(labels));
    }

    private static Dataset examples(String name, IdxFile images, @Nullable IdxFile labels) {
        if (labels != null && labels.shape().size() != 1) {
            throw new NetworkException(
                    "%s has the shape %s, where labels have one dimension".formatted(labels.path(), labels.shape()));
        }
        List<Integer> shape = images.shape();
        if (shape.size() < 3) {
            throw new NetworkException("%s has the shape %s, where images have the dimensions [N, height, width]"
                    .formatted(images.path(), shape));
        }
        if (shape.contains(0)) {
            throw new NetworkException("%s is empty: its shape is %s".formatted(images.path(), shape));
        }
        if (labels != null && !shape.get(0).equals(labels.shape().get(0))) {
            throw new NetworkException(String.format(
                    Locale.ROOT,
                    "%s holds %d images but %s holds %d labels",
                    images.path(),
                    shape.get(0),
                    labels.path().getFileName(),
                    labels.shape().get(0)));
        }
        return new ByteImages(
                name,
                Shapes.ofExample(shape.subList(1, shape.size())),
                images.values(),
                labels == null ? Labels.none(shape.get(0)) : Labels.of(labels.values()));
    }

    private static @Nullable Path find(Path directory, List<String> prefixes, String what, int dimensions) {
        List<Path> candidates = new ArrayList<>();
        for (String prefix : prefixes) {
            for (String separator : List.of("-", ".")) {
                for (String ending : List.of("", ".gz")) {
                    candidates.add(directory.resolve(String.format(
                            Locale.ROOT, "%s-%s%sidx%d-ubyte%s", prefix, what, separator, dimensions, ending)));
                }
            }
        }
        return candidates.stream().filter(Files::exists).findFirst().orElse(null);
    }
}
