package org.netloom.images;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.netloom.images.ImageExamples.Example;
import org.netloom.runtime.data.DataFormat;
import org.netloom.runtime.data.DataOption;
import org.netloom.runtime.data.DataRequest;
import org.netloom.runtime.data.DataSplit;
import org.netloom.runtime.data.Dataset;
import org.netloom.runtime.data.Preprocessing;
import org.netloom.runtime.data.Preprocessing.Images;
import org.netloom.runtime.data.Splits;
import org.netloom.runtime.exception.NetworkException;

/**
 * Directories of images, a folder for each class, brought to the size of the network's input. To predict, images without
 * such folders will do, and a single one. Files are decoded when a batch is made.
 */
public final class ImageFolders implements DataFormat {
    private static final DataOption FIT = DataOption.of(
            "fit",
            "`crop`",
            "`crop` scales an image until it covers the net's input and takes its center, `stretch` takes all of it");
    private static final DataOption NORMALIZE = DataOption.of(
            "normalize",
            "`none`",
            "`none` leaves values at 0..1, `standard` takes each channel's mean from them and divides by its deviation");
    private static final DataOption THREADS = DataOption.of(
            "threads",
            "one for each core",
            "how many threads decode images while the net computes; the values are the same");
    /** More are a slip of the finger, and each takes memory. */
    private static final int MOST_THREADS = 256;

    private static final List<String> NORMALIZATIONS = List.of("none", "standard");

    /** For {@link java.util.ServiceLoader}. */
    public ImageFolders() {}

    @Override
    public String description() {
        return "a directory of images";
    }

    @Override
    public List<DataOption> options() {
        List<DataOption> all = new ArrayList<>(List.of(FIT, NORMALIZE, THREADS));
        all.addAll(Splits.OPTIONS);
        return List.copyOf(all);
    }

    /** What images are brought to says all that holds for others. */
    @Override
    public List<String> keptOptions() {
        return List.of();
    }

    @Override
    public boolean reads(Path path) {
        return ImageTree.isOne(path) || (Files.isRegularFile(path) && ImageFile.isNamedSo(path));
    }

    @Override
    public DataSplit open(DataRequest request) {
        if (Files.isRegularFile(request.path())) {
            throw new NetworkException(
                    "%s is one image, from which nothing is learned; give a directory with a folder for each class"
                            .formatted(request.path()));
        }
        return new Opened(request).split();
    }

    /** The test part; where there is none and none is asked for, all images. */
    @Override
    public Dataset openTest(DataRequest request) {
        if (!request.labels()) {
            return inputs(request);
        }
        if (Files.isRegularFile(request.path())) {
            throw new NetworkException(
                    "%s is one image, and nothing says its class; predict takes it".formatted(request.path()));
        }
        Opened opened = new Opened(request);
        return opened.hasTest() || Splits.of(request).isTestAsked()
                ? opened.split().test()
                : opened.all();
    }

    /** Images of no class that anybody asks for. */
    private static Dataset inputs(DataRequest request) {
        Path path = request.path();
        if (Files.isRegularFile(path)) {
            List<Example> one = List.of(new Example(path, request.fileName(), -1));
            return new ImageExamples(request.fileName(), one, kept(request, one), List.of(), 1);
        }
        ImageTree tree = new ImageTree(path);
        Path test = tree.test();
        if (test == null && Splits.of(request).isTestAsked()) {
            return new Opened(request).split().test();
        }
        List<Example> all = tree.examples(test == null ? path : test, null);
        tree.tell(request.fileName(), request.progress());
        return new ImageExamples(request.fileName(), all, kept(request, all), List.of(), threads(request));
    }

    private static int threads(DataRequest request) {
        long threads =
                request.options().whole(THREADS.name(), Runtime.getRuntime().availableProcessors());
        if (threads < 1 || threads > MOST_THREADS) {
            throw new NetworkException(String.format(
                    Locale.ROOT, "threads=%d: images are decoded by 1 to %d threads", threads, MOST_THREADS));
        }
        return (int) threads;
    }

    /** What a checkpoint has kept, else what the network takes, as it is. */
    private static Images kept(DataRequest request, List<Example> examples) {
        Preprocessing kept = request.preprocessing();
        if (kept != null && kept.images() != null) {
            return kept.images();
        }
        String fit = request.options().choice(FIT.name(), "crop", List.of("crop", "stretch"));
        return new Images(shape(request, examples), fit, List.of(), List.of());
    }

    /** [channels, height, width] of the network; where none is known, those of the first image, in color. */
    private static List<Integer> shape(DataRequest request, List<Example> examples) {
        List<Integer> shape = request.inputShape();
        if (shape.isEmpty()) {
            Pixels first = ImageFile.read(examples.get(0).file(), 3);
            return List.of(3, first.height(), first.width());
        }
        if (shape.size() != 3 || (shape.get(0) != 1 && shape.get(0) != 3)) {
            throw new NetworkException(String.format(
                    Locale.ROOT,
                    "%s holds images, which need a network that takes them: input(1, height, width) for gray or input(3, height, width) for color; this one takes %s",
                    request.path(),
                    String.join("x", shape.stream().map(String::valueOf).toList())));
        }
        return shape;
    }

    /** A directory with its classes. */
    private static final class Opened {
        private final DataRequest request;
        private final String name;
        private final int threads;
        private final ImageTree tree;
        private final Splits splits;
        private final List<String> classNames;
        private final List<Example> training;

        Opened(DataRequest request) {
            this.request = request;
            name = request.fileName();
            threads = threads(request);
            tree = new ImageTree(request.path());
            splits = Splits.byClass(request);
            Preprocessing kept = request.preprocessing();
            classNames =
                    kept == null || kept.classNames().isEmpty() ? tree.classNames(tree.training()) : kept.classNames();
            training = tree.examples(tree.training(), classNames);
        }

        boolean hasTest() {
            return tree.test() != null;
        }

        Dataset all() {
            Images images = images(training(training.size() > 1 ? parts().train() : List.of(0)));
            tree.tell(name, request.progress());
            return examples(training, images);
        }

        DataSplit split() {
            Splits.Parts parts = parts();
            List<Example> train = training(parts.train());
            List<Example> validation = training(parts.validation());
            Path validationFolder = tree.validation();
            if (validationFolder != null) {
                if (!validation.isEmpty()) {
                    throw new NetworkException("%s has a validation part of its own; leave out validation=%s"
                            .formatted(request.path(), request.options().text("validation")));
                }
                validation = tree.examples(validationFolder, classNames);
            }
            Path testFolder = tree.test();
            List<Example> test = testFolder == null ? training(parts.test()) : tree.examples(testFolder, classNames);
            tree.tell(name, request.progress());
            Images images = images(train);
            return DataSplit.of(examples(train, images), examples(test, images))
                    .withValidation(validation.isEmpty() ? null : examples(validation, images))
                    .withHeldOut(testFolder == null)
                    .withNote(testFolder == null ? splits.note() : null)
                    .withPreprocessing(
                            Preprocessing.none().withClassNames(classNames).withImages(images));
        }

        private Splits.Parts parts() {
            return tree.test() == null
                    ? splits.parts(training.size(), i -> training.get(i).label())
                    : splits.trainingParts(training.size(), i -> training.get(i).label());
        }

        private List<Example> training(List<Integer> numbers) {
            return numbers.stream().map(training::get).toList();
        }

        private Dataset examples(List<Example> some, Images images) {
            return new ImageExamples(name, some, images, classNames, threads);
        }

        /** What a checkpoint has kept, else what the training part says. */
        private Images images(List<Example> train) {
            Images plain = kept(request, train);
            String normalize = request.options().choice(NORMALIZE.name(), "none", NORMALIZATIONS);
            Preprocessing kept = request.preprocessing();
            boolean known = kept != null && kept.images() != null;
            return known || normalize.equals("none") ? plain : standardized(train, plain);
        }

        /** Sums of whole numbers, which are the same in whatever order they are added up. */
        private Images standardized(List<Example> train, Images plain) {
            request.progress().accept("%s: computing the mean and deviation of each channel".formatted(name));
            ImageExamples raw = new ImageExamples(name, train, plain, classNames, threads);
            int channels = plain.shape().get(0);
            long[] sums = IntStream.range(0, train.size())
                    .parallel()
                    .mapToObj(i -> sums(raw.pixels(i), channels))
                    .reduce(new long[2 * channels], Opened::added);
            double count =
                    (double) train.size() * plain.shape().get(1) * plain.shape().get(2);
            List<Double> means = new ArrayList<>();
            List<Double> deviations = new ArrayList<>();
            for (int c = 0; c < channels; c++) {
                double mean = sums[2 * c] / count;
                double variance = sums[2 * c + 1] / count - mean * mean;
                means.add(mean / 255);
                // A channel that is one value throughout stays as it is.
                deviations.add(variance > 0 ? Math.sqrt(variance) / 255 : 1);
            }
            return new Images(plain.shape(), plain.fit(), means, deviations);
        }

        private static long[] sums(byte[] pixels, int channels) {
            long[] sums = new long[2 * channels];
            int plane = pixels.length / channels;
            for (int i = 0; i < pixels.length; i++) {
                int value = pixels[i] & 0xFF;
                sums[2 * (i / plane)] += value;
                sums[2 * (i / plane) + 1] += (long) value * value;
            }
            return sums;
        }

        private static long[] added(long[] a, long[] b) {
            long[] sum = a.clone();
            for (int i = 0; i < sum.length; i++) {
                sum[i] += b[i];
            }
            return sum;
        }
    }
}
