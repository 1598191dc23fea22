package org.netloom.runtime.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.internal.io.FileKind;
import org.netloom.runtime.internal.npy.NpyArray;
import org.netloom.runtime.internal.npy.NpyType;
import org.netloom.runtime.internal.npy.NpzFile;
import org.netloom.runtime.internal.npy.UnsupportedTypeException;

/**
 * Examples in an {@code .npz} file: inputs {@code x} [N, …] and classes {@code y} [N], of sequences [N,T], and for testing
 * {@code x_test} and {@code y_test}; {@code x_train} and {@code y_train} are as good as {@code x} and {@code y}.
 *
 * Those for validation are {@code x_val} and {@code y_val}; MedMNIST's names are as good, {@code train_images} and {@code
 * train_labels}, {@code val_…} and {@code test_…}.
 *
 * <p>An x of uint8 is pixels and scales to 0..1; bool, float16, float32 and float64 are taken as they are. For a network
 * that begins with embed, whole numbers are tokens. An x [N,H,W] is images of one channel, [N,1,H,W].
 */
final class NpzData {
    /** A float holds every whole number up to this one. */
    private static final int MAX_TOKEN = 1 << 24;

    private static final DataOption LAYOUT = DataOption.of(
            "layout", "`nchw`", "`nhwc`: an `x` of images has its channels last, [N, height, width, channels]");
    private static final DataOption TASK = DataOption.of(
            "task",
            "classes, numbers where the loss takes such",
            "`numbers`: `y` [N] or [N, K] is numbers, one or K an example; `classes`: a `y` [N, K] of whole numbers may be one-hot");

    /** Two arrays that belong together. */
    private record Names(String x, String y) {}

    private static final List<Names> TRAIN =
            List.of(new Names("x", "y"), new Names("x_train", "y_train"), new Names("train_images", "train_labels"));
    private static final List<Names> VALIDATION =
            List.of(new Names("x_val", "y_val"), new Names("val_images", "val_labels"));
    private static final List<Names> TEST =
            List.of(new Names("x_test", "y_test"), new Names("test_images", "test_labels"));

    private final Path file;
    private final NpzFile arrays;
    private final DataRequest wanted;
    private final Splits splits;

    private NpzData(Path file, NpzFile arrays, DataRequest wanted) {
        this.file = file;
        this.arrays = arrays;
        this.wanted = wanted;
        this.splits = Splits.of(wanted);
    }

    /** Archives of NumPy's arrays. */
    static final class Format implements DataFormat {
        @Override
        public String description() {
            return "an .npz file";
        }

        @Override
        public List<DataOption> options() {
            List<DataOption> all = new ArrayList<>(List.of(LAYOUT, TASK));
            all.addAll(Splits.OPTIONS);
            return List.copyOf(all);
        }

        /** Zip archives begin with PK. */
        @Override
        public boolean reads(Path path) {
            if (!Files.isRegularFile(path)) {
                return false;
            }
            byte[] start = FileKind.start(path);
            return start.length >= 2 && start[0] == 'P' && start[1] == 'K';
        }

        /** The training and the test part; without a test part, examples are held out. */
        @Override
        public DataSplit open(DataRequest request) {
            try (NpzFile arrays = NpzFile.open(request.path())) {
                return new NpzData(request.path(), arrays, request).split();
            }
        }

        /** The test part; where there is none and none is asked for, all examples. */
        @Override
        public Dataset openTest(DataRequest request) {
            try (NpzFile arrays = NpzFile.open(request.path())) {
                NpzData data = new NpzData(request.path(), arrays, request);
                if (data.hasTest()) {
                    return data.test();
                }
                return data.splits.isTestAsked() ? data.split().test() : data.train();
            }
        }
    }

    private DataSplit split() {
        Dataset train = train();
        Names validation = named(VALIDATION);
        Dataset guiding = validation == null ? null : part(validation);
        if (validation != null && wanted.options().has("validation")) {
            throw new NetworkException("%s has a validation part of its own, %s; leave out validation=%s"
                    .formatted(file, validation.x(), wanted.options().text("validation")));
        }
        DataSplit split;
        if (!hasTest()) {
            if (train.size() < 2) {
                throw new NetworkException(
                        "%s holds 1 example, too few to train on some and test on others".formatted(file));
            }
            split = splits.split(train);
        } else {
            Dataset test = test();
            requireAlike(train, test, "test");
            split = splits.split(train, test);
        }
        if (guiding == null) {
            return split;
        }
        requireAlike(train, guiding, "validation");
        return split.withValidation(guiding);
    }

    private void requireAlike(Dataset train, Dataset other, String what) {
        if (!train.shape().equals(other.shape())) {
            throw new NetworkException("%s holds training examples of %s but %s examples of %s"
                    .formatted(file, Shapes.text(train.shape()), what, Shapes.text(other.shape())));
        }
    }

    private boolean hasTest() {
        return named(TEST) != null;
    }

    private Dataset train() {
        Names names = named(TRAIN);
        return part(names == null ? TRAIN.get(0) : names);
    }

    private Dataset test() {
        Names names = named(TEST);
        return part(names == null ? TEST.get(0) : names);
    }

    /** The first of these that the file has. */
    private @Nullable Names named(List<Names> candidates) {
        return candidates.stream()
                .filter(names -> arrays.names().contains(names.x()))
                .findFirst()
                .orElse(null);
    }

    private Dataset part(Names names) {
        return part(names.x(), names.y());
    }

    /** The array with its channels first. */
    private NpyArray inputs(String name) {
        NpyArray x = array(name, false);
        List<Long> shape = x.shape();
        String layout = wanted.options().choice(LAYOUT.name(), "nchw", List.of("nchw", "nhwc"));
        boolean last = layout.equals("nhwc");
        if (last && shape.size() != 4) {
            throw new NetworkException("%s in %s has the shape %s, where layout=nhwc has [N, height, width, channels]"
                    .formatted(name, file, shape));
        }
        // MedMNIST's colors are last; its volumes have four dimensions, too.
        boolean colors = name.endsWith("_images") && shape.size() == 4 && shape.get(3) == 3;
        boolean turned = last || (colors && !wanted.options().has(LAYOUT.name()));
        return turned && !shape.contains(0L) ? x.channelsFirst() : x;
    }

    private boolean isNumbers() {
        String task = task();
        return task.equals("numbers") || (task.equals("auto") && wanted.task() == Task.NUMBERS);
    }

    private boolean isClasses() {
        return task().equals("classes");
    }

    private String task() {
        return wanted.options().choice(TASK.name(), "auto", List.of("auto", "classes", "numbers"));
    }

    private Dataset part(String xName, String yName) {
        NpyArray x = inputs(xName);
        List<Long> full = x.shape();
        if (full.size() < 2 || full.contains(0L)) {
            throw new NetworkException(
                    "%s in %s has the shape %s, where [N, …] with at least one value an example is expected%s"
                            .formatted(
                                    xName,
                                    file,
                                    full,
                                    full.size() == 1 && full.get(0) > 0
                                            ? ": %s.reshape(-1, 1) has one".formatted(xName)
                                            : ""));
        }
        // The elements fit into one Java array, so that every size is an int.
        List<Integer> shape =
                Shapes.ofExample(full.stream().skip(1).map(Long::intValue).toList());
        int size = full.get(0).intValue();
        boolean labeled = wanted.labels() || splits.isAsked();
        boolean numbers = labeled && isNumbers();
        Labels labels = labeled && !numbers
                ? new NpzLabels(file, yName, array(yName, true), isClasses()).read(xName, size)
                : Labels.none(size);
        Dataset examples = examples(xName, x, shape, labels);
        return numbers ? new NumberTargets(examples, file, xName, yName, array(yName, true)) : examples;
    }

    private Dataset examples(String xName, NpyArray x, List<Integer> shape, Labels labels) {
        String name = String.valueOf(file.getFileName());
        if (wanted.tokens()) {
            return new TokenExamples(name, shape, x, tokens(xName, x), labels);
        }
        if (x.type() == NpyType.UINT8) {
            return new ByteImages(name, shape, x.bytes().array(), labels);
        }
        if (!x.type().isFloating() && x.type() != NpyType.BOOL) {
            throw new NetworkException(
                    "%s in %s is %s, where uint8 (pixels, scaled to 0..1) or float32 (as it is) is expected: %s.astype('float32') takes the numbers as they are, and a network that begins with embed takes them as tokens"
                            .formatted(xName, file, x.type().numpyName(), xName));
        }
        requireFinite(xName, x);
        return new FloatExamples(name, shape, x, labels, xName + " in " + file);
    }

    private NpyArray array(String name, boolean labels) {
        Set<String> names = arrays.names();
        if (!names.contains(name)) {
            throw new NetworkException("%s holds %s, where %s is expected"
                    .formatted(file, names.isEmpty() ? "no arrays" : "the arrays " + String.join(", ", names), name));
        }
        try {
            return arrays.read(name);
        } catch (UnsupportedTypeException e) {
            throw new NetworkException(e.getMessage() + mend(e, name, labels), e);
        }
    }

    /** The call of NumPy that makes of an array what is read. */
    private String mend(UnsupportedTypeException failure, String name, boolean labels) {
        return switch (failure.kind()) {
            case OBJECT ->
                labels
                        ? ": np.array(%s.tolist()) makes an array of numbers or texts of it".formatted(name)
                        : ": np.array(%s.tolist(), dtype='float32') makes numbers of it".formatted(name);
            case STRING -> labels ? classes(name) : ": %s.astype('float32') makes numbers of it".formatted(name);
            case COMPLEX ->
                labels
                        ? ": %s.real.astype('int64') makes whole numbers of it".formatted(name)
                        : ": np.stack([%s.real, %s.imag], axis=1) makes two channels of it".formatted(name, name);
            case DATETIME ->
                labels
                        ? classes(name)
                        : ": (%s - %s.min()) / np.timedelta64(1, 'D') makes days of it".formatted(name, name);
            case TIMEDELTA ->
                labels ? classes(name) : ": %s / np.timedelta64(1, 's') makes seconds of it".formatted(name);
            case LONG_DOUBLE -> ": %s.astype('float64') makes numbers of it that are".formatted(name);
            case STRUCTURED ->
                ": np.lib.recfunctions.structured_to_unstructured(%s) makes an array of numbers of it".formatted(name);
            case VOID -> ": %s.view('uint8') makes bytes of it".formatted(name);
        };
    }

    /** Both parts must number the same names alike. */
    private String classes(String name) {
        return name.equals("y_test")
                ? ": np.searchsorted(np.unique(%s), y_test) makes the numbers of the training's classes of it"
                        .formatted(arrays.names().contains("y") ? "y" : "y_train")
                : ": classes, %s = np.unique(%s, return_inverse=True) makes classes from 0 of it".formatted(name, name);
    }

    /** One more than the largest token. */
    private int tokens(String name, NpyArray x) {
        int largest = 0;
        for (int i = 0; i < x.length(); i++) {
            double token = x.getDouble(i);
            if (!(token >= 0 && token < MAX_TOKEN) || token != (int) token) {
                throw new NetworkException(String.format(
                        Locale.ROOT,
                        "%s in %s holds %s at %s, where a network that begins with embed takes tokens, whole numbers from 0 to %d",
                        name,
                        file,
                        NpzLabels.number(token),
                        Shapes.position(i, x.shape()),
                        MAX_TOKEN - 1));
            }
            largest = Math.max(largest, (int) token);
        }
        return largest + 1;
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
