package org.netloom.runtime.data;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.Network;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.internal.io.FileKind;
import org.netloom.runtime.internal.io.HeapLimit;
import org.netloom.runtime.loss.Loss;

/**
 * Opens data by what a user writes: the name {@code glyphs}, {@code mnist}, {@code fashion_mnist}, {@code cifar10} or {@code
 * cifar100}, a directory of IDX or CIFAR files, a table ({@code .csv}, {@code .tsv}), a {@code .txt} file, or an {@code .npz}
 * file; other kinds come in jars on the class path ({@link DataFormat}). A
 * name wins over a directory that is called the same; {@code ./mnist} is the directory. Options may follow, as {@code
 * mnist?validation=0.1}; a file that is really called so wins.
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

    /** The kinds of data that there are on the class path, those of others first. */
    public static List<DataFormat> formats() {
        return new Datasets(Downloads.standard(message -> {})).formats.all();
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

    /** Opens data to train and test on, with all that a request can say. */
    public static DataSplit open(DataRequest request) {
        return new Datasets(Downloads.standard(request.progress())).split(request);
    }

    /** Opens data to measure a network on, as {@link #openTest(String, Network, Consumer)}, with all that a request can say. */
    public static Dataset openTest(DataRequest request) {
        return new Datasets(Downloads.standard(request.progress())).test(request);
    }

    /**
     * Opens what a training has held out of these data: the test part, none of which it has learned from.
     *
     * @param request with what the training's checkpoint has kept
     * @throws NetworkException where the training has divided its data by other options, so that its test part was another
     */
    public static Dataset openHeldOut(DataRequest request) {
        return new Datasets(Downloads.standard(request.progress())).heldOut(request);
    }

    /**
     * The same data with one more option: {@code glyphs?validation=0.1}. Where the spec has a value for it, that one stays.
     *
     * @throws NetworkException where there are no such data
     */
    public static String withOption(String spec, String name, String value) {
        Source source = new Datasets(Downloads.standard(message -> {})).source(spec);
        if (source.options().has(name)) {
            return spec;
        }
        String separator = source.options().names().isEmpty() ? "?" : "&";
        return spec + separator + name + "=" + DataOptions.encoded(value);
    }

    private Dataset heldOut(DataRequest request) {
        DataOptions given = source(request).options().only(Splits.NAMES);
        Preprocessing known = request.preprocessing();
        DataOptions asked = known == null ? DataOptions.none() : known.division();
        if (!given.equals(asked)) {
            throw new NetworkException(
                    "the training divided its data by %s and these are divided by %s, so that it may have learned from what is held out here; name the data as the training did"
                            .formatted(named(asked), named(given)));
        }
        return split(request).test();
    }

    private static String named(DataOptions options) {
        return options.names().isEmpty() ? "no options" : "?" + options;
    }

    DataSplit split(DataRequest request) {
        Source source = source(request);
        DataRequest wanted = resolved(request, source);
        DataSplit split = HeapLimit.within(wanted.spec(), () -> source.format().open(wanted));
        return split.withPreprocessing(kept(split.preprocessing(), wanted, source));
    }

    Dataset test(DataRequest request) {
        Source source = source(request);
        DataRequest wanted = resolved(request, source);
        return HeapLimit.within(wanted.spec(), () -> source.format().openTest(wanted));
    }

    /** What a spec says. */
    private record Source(String spec, DataOptions options, DataFormat format) {}

    private Source source(DataRequest request) {
        Source source = source(request.spec());
        return new Source(source.spec(), source.options().orElse(request.options()), source.format());
    }

    /** A name or a path, as it is or with options behind a question mark. */
    private Source source(String spec) {
        Source whole = sourceIfThere(spec, DataOptions.none());
        if (whole != null) {
            return whole;
        }
        // Some file may be called what?.csv, and some option may be missing=?: the first that is there is meant.
        for (int i = spec.indexOf('?'); i > 0; i = spec.indexOf('?', i + 1)) {
            String before = spec.substring(0, i);
            if (formats.named(before).isPresent() || exists(before)) {
                Source source = sourceIfThere(before, DataOptions.parse(spec.substring(i + 1)));
                if (source != null) {
                    return source;
                }
            }
        }
        int first = spec.indexOf('?');
        throw unknown(first > 0 ? spec.substring(0, first) : spec);
    }

    private @Nullable Source sourceIfThere(String spec, DataOptions options) {
        DataFormat named = formats.named(spec).orElse(null);
        if (named != null) {
            return new Source(spec, options, named);
        }
        if (!exists(spec)) {
            return null;
        }
        Path path = Path.of(spec);
        if (!Files.isRegularFile(path) && !Files.isDirectory(path)) {
            throw new NetworkException(
                    "%s is a pipe or a device, where a file is expected: its size must be known".formatted(spec));
        }
        return new Source(spec, options, formats.reading(path).orElseThrow(() -> unreadable(path)));
    }

    private static boolean exists(String spec) {
        return isPath(spec) && Files.exists(Path.of(spec));
    }

    private static boolean isPath(String spec) {
        try {
            return Path.of(spec).getNameCount() >= 0;
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** The request as a format gets it: a spec without options, and of a checkpoint's options those that are not given anew. */
    private static DataRequest resolved(DataRequest request, Source source) {
        List<String> known =
                source.format().options().stream().map(DataOption::name).toList();
        for (String name : source.options().names()) {
            if (!known.contains(name)) {
                throw unknownOption(source, name, known);
            }
        }
        DataOptions options = source.options();
        if (request.preprocessing() != null) {
            options = options.orElse(
                    request.preprocessing().options().only(source.format().keptOptions()));
        }
        return request.resolved(source.spec(), options);
    }

    private static NetworkException unknownOption(Source source, String name, List<String> known) {
        String what = source.format().names().contains(source.spec())
                ? source.spec()
                : source.format().description();
        if (known.isEmpty()) {
            return new NetworkException("%s takes no options, and so not '%s'".formatted(what, name));
        }
        String suggestion = Spelling.nearest(name, known)
                .map(", did you mean '%s'? its options are "::formatted)
                .orElse("; its options are ");
        return new NetworkException(
                "%s has no option '%s'%s%s".formatted(what, name, suggestion, String.join(", ", known)));
    }

    /** What there is to know of the data, with those options that hold for other files, too, and with those that divided them. */
    private static Preprocessing kept(Preprocessing known, DataRequest request, Source source) {
        DataOptions options = request.options().only(source.format().keptOptions());
        DataOptions division = request.options().only(Splits.NAMES);
        Preprocessing divided = division.names().isEmpty() ? known : known.withDivision(division);
        return options.names().isEmpty()
                ? divided
                : divided.withOptions(known.options().orElse(options));
    }

    private NetworkException unknown(String spec) {
        if (!isPath(spec)) {
            return new NetworkException("\"%s\" is neither the name of data nor a path".formatted(spec));
        }
        String known = "data are " + formats.described();
        if (spec.contains("/") || spec.contains("\\") || spec.contains(".")) {
            return new NetworkException("there is no file or directory %s; %s".formatted(spec, known));
        }
        String suggestion = Spelling.nearest(spec, formats.names())
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
}
